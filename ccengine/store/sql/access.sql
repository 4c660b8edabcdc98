-- name: audit_put
insert into audit (login, action, subject, detail) values ($1, $2, $3, $4)

-- name: audit_last
select at, login, action, subject, detail from audit order by id desc limit $1
