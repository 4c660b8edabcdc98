-- name: access_operator_exists
select true from operator where id = $1

-- name: access_create
insert into login (name, password_hash, role, operator) values ($1, $2, $3, $4)
on conflict do nothing
returning name

-- name: access_set_hash
update login set password_hash = $2 where name = $1 returning name

-- name: access_remove
delete from login where name = $1 returning name

-- name: access_logins
select l.name as login, l.role, l.operator, o.name as operator_name
from login l left join operator o on o.id = l.operator
order by l.name

-- name: access_login
select l.name as login, l.role, l.operator, o.name as operator_name, l.password_hash
from login l left join operator o on o.id = l.operator
where l.name = $1

-- name: access_open
insert into session (token_hash, login, csrf, expires)
values ($1, $2, $3, now() + make_interval(secs => $4))
returning expires

-- name: access_session
select l.name as login, l.role, l.operator, o.name as operator_name, s.csrf, s.expires
from session s
join login l on l.name = s.login
left join operator o on o.id = l.operator
where s.token_hash = $1 and s.expires > now()

-- name: access_close
delete from session where token_hash = $1

-- name: access_end_sessions
delete from session where login = $1

-- name: access_forget_expired
delete from session where expires <= now()

-- name: audit_put
insert into audit (login, action, subject, detail) values ($1, $2, $3, $4)

-- name: audit_last
select at, login, action, subject, detail from audit order by id desc limit $1
