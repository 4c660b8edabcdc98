-- name: demo_sessions
select login.operator, count(*)::int as sessions
from session
join login on login.name = session.login
where session.expires > now() and login.operator is not null
group by login.operator;

-- name: demo_calls
select * from call where start_at >= $1 and start_at < $2 order by start_at;

-- name: demo_decisions
select step, kind, targets, rule, why from routing_decision where call_id = $1 order by step;

-- name: demo_offers
select operator, result from offer where call_id = $1 order by start_at;

-- name: demo_parts
select operator, role, talk_ms from talk_part where call_id = $1 order by start_at;

-- name: demo_obligations
select o.*, m.call_id as missed_call
from obligation o
join missed_call m on m.obligation = o.id
where m.call_id = any($1::uuid[]);

-- name: demo_recording
select status, problem, length_ms, expected_ms from recording where call_id = $1;

-- name: demo_seals
select call_id, count(*)::int as seals
from log
where call_id = any($1::uuid[]) and type = 'call.sealed'
group by call_id;

-- name: demo_doubles
select type
from log
where call_id = any($1::uuid[])
group by call_id, type, data
having count(*) > 1;

-- name: demo_cursors
select stream || ':' || seq as cursor from log;

-- name: demo_recall_limit
update queue set recall_limit_s = $1;

-- name: demo_promise
-- What the desk was told of promise $1.
select type, data
from log
where stream = 'desk' and type like 'obligation.%' and data ->> 'id' = $1::text
order by seq;

-- name: demo_priority
update client set priority = $2 where id = $1;

-- name: demo_visits
select how, wait_ms from visit where call_id = $1 order by position;

-- name: demo_consent
update client set consent = $2 where id = $1;
