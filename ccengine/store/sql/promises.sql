-- What time does to promises; $1 is now. Rows that somebody holds at this moment are left for the
-- next look.

-- name: promises_expire
-- Claims that have ended by themselves. What sleeps is kept until it has been woken.
with late as (
    select id, client, claimed_by from obligation
    where claimed_by is not null and claimed_until <= $1 and (wake_at is null or woken)
    order by id for update skip locked
)
update obligation b
set claimed_by = null, claimed_at = null, claimed_until = null, wake_at = null, woken = false, reminder = ''
from late
where b.id = late.id
returning late.id, late.client, late.claimed_by as operator;

-- name: promises_wake
with due as (
    select id from obligation where wake_at <= $1 and not woken and closed_at is null
    order by id for update skip locked
)
update obligation b
set woken = true
from due
where b.id = due.id
returning b.id, b.client, b.claimed_by as operator, b.reminder;

-- name: promises_late
-- Those past their limit of which not everybody has heard, each with its rule.
select p.id, p.client, p.number, p.queue, p.due_at, p.escalated, p.callers,
       coalesce(q.recall_limit_s, 3600) as limit_s,
       coalesce(d.zone, 'UTC') as zone, d.week, coalesce(d.holidays, '{}') as holidays
from open_promise p
left join queue q on q.id = p.queue
left join call f on f.call_id = p.first_call
left join dialled_number d on d.number = f.dialled
where p.due_at <= $1 and p.escalated < 2
order by p.due_at, p.id
limit 500;

-- name: promise_escalate
-- One level further, once, and only as long as it is late by the limit that was looked at ($3).
update obligation
set escalated = $2, mailed = false
where id = $1 and escalated = $2 - 1 and due_at = $3 and closed_at is null
returning id;

-- name: mail_turn
-- One writes at a time, of several engines on one database.
select pg_try_advisory_xact_lock(1667458412);

-- name: mail_pending
-- What the supervisors have not been written about.
select p.id, case when c.provisional then '' else c.name end as client_name, c.company, p.number,
       p.opened_at, p.due_at, coalesce(q.name, p.queue) as queue_name,
       (select count(*) from missed_call m where m.obligation = p.id) as missed,
       (select count(*) from recall_attempt a where a.obligation = p.id) as attempted,
       coalesce(r.name, '') as responsible_name,
       coalesce(h.name, '') as claimed_by_name
from open_promise p
join client c on c.id = p.client
left join operator r on r.id = c.responsible
left join operator h on h.id = p.claimed_by
left join queue q on q.id = p.queue
where p.escalated = 2 and not p.mailed
order by p.opened_at, p.id
limit 100;

-- name: mail_sent
update obligation set mailed = true where id = any($1::bigint[]) and escalated = 2;
