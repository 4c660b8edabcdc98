-- name: demo_sessions
select login.operator, count(*)::int as sessions
from session
join login on login.name = session.login
where session.expires > now() and login.operator is not null
group by login.operator;
