-- name: access_operator_exists
select true from operator where id = $1

-- name: access_create
insert into login (name, password_hash, role, operator) values ($1, $2, $3, $4)
on conflict do nothing
returning name

-- name: access_set_hash
update login set password_hash = $2 where name = $1 returning name

-- name: login_lock
-- Whoever changes logins does so alone: the last administrator stays the last one.
lock table login in share row exclusive mode

-- name: login_list
select l.name, l.role, coalesce(l.operator, '') as operator, coalesce(o.name, '') as operator_name, l.locked,
       l.version, l.created, l.password_hash is null as waits,
       (select expires from login_link where login = l.name and expires > now()) as link_until,
       (select count(*) from session where login = l.name and expires > now())::int as sessions,
       (select max(created) from session where login = l.name) as last_seen
from login l left join operator o on o.id = l.operator
order by l.name

-- name: login_change
update login set role = $2, operator = $3, locked = $4, version = version + 1
where name = $1
returning version

-- name: login_get
select role, coalesce(operator, '') as operator, locked, version from login where name = $1

-- name: login_administrators
-- Who could still let others in.
select count(*) from login where role = 'admin' and not locked and password_hash is not null

-- name: login_link_put
insert into login_link (token_hash, login, expires) values ($1, $2, now() + make_interval(secs => $3))
on conflict (login) do update set token_hash = excluded.token_hash, expires = excluded.expires
returning expires

-- name: login_link_take
delete from login_link using login
where token_hash = $1 and expires > now() and login.name = login_link.login and not login.locked
returning login_link.login

-- name: login_link_forget
delete from login_link where login = $1 or expires <= now()

-- name: access_remove
delete from login where name = $1 returning name

-- name: access_logins
select l.name as login, l.role, l.operator, o.name as operator_name
from login l left join operator o on o.id = l.operator
order by l.name

-- name: access_login
select l.name as login, l.role, l.operator, o.name as operator_name, l.password_hash
from login l left join operator o on o.id = l.operator
where l.name = $1 and not l.locked

-- name: access_open
insert into session (token_hash, login, csrf, expires)
values ($1, $2, $3, now() + make_interval(secs => $4))
returning expires

-- name: access_session
select l.name as login, l.role, l.operator, o.name as operator_name, s.csrf, s.expires
from session s
join login l on l.name = s.login
left join operator o on o.id = l.operator
where s.token_hash = $1 and s.expires > now() and not l.locked

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

-- name: audit_page
-- The newest entries before the one numbered $1 (all where it is null), $2 of them at most.
select id, at, login, action, subject, detail
from audit
where $1::bigint is null or id < $1
order by id desc
limit $2

-- name: token_create
insert into api_token (name, token_hash, scopes, created_by, expires)
values ($1, $2, $3, $4, now() + make_interval(secs => $5))
on conflict (name) do nothing
returning name, scopes, created, created_by, expires, last_used

-- name: token_list
select name, scopes, created, created_by, expires, last_used from api_token order by name

-- name: token_revoke
delete from api_token where name = $1 returning name

-- name: token_use
-- That it was used is noted once a minute: a busy program costs no write per request.
with used as (
    update api_token
    set last_used = now()
    where token_hash = $1
        and (expires is null or expires > now())
        and (last_used is null or last_used < now() - interval '1 minute')
)
select name, scopes, created, created_by, expires, last_used
from api_token
where token_hash = $1 and (expires is null or expires > now())
