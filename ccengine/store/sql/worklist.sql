-- The worklist: open promises as people read them, and what they do about them. $1 of what is done
-- is the promise's id.

-- name: worklist
-- The open ones, oldest first. $1: now. $2: open (nobody's yet), claimed, sleeping, overdue, or
-- empty for all. $3: the operator who should call, or empty. $4, $5: behind which (its opening and
-- id), or null. $6: how many.
select p.id, p.opened_at, p.number, p.client,
       case when c.provisional then '' else c.name end as client_name,
       c.company,
       coalesce(c.responsible, '') as responsible,
       coalesce(r.name, '') as responsible_name,
       p.queue,
       coalesce(q.name, p.queue) as queue_name,
       p.callers,
       (select count(*) from missed_call m where m.obligation = p.id) as missed,
       coalesce(
           (select max(m.ended_at) from missed_call m where m.obligation = p.id), p.opened_at
       ) as last_missed,
       case when exists (
           select from missed_call m join visit v on v.call_id = m.call_id
           where m.obligation = p.id and v.how = 'callback'
       ) or exists (
           select from visit v where v.call_id = p.first_call and v.how = 'callback'
       ) then 'callback'
       when exists (
           select from missed_call m join voicemail v using (call_id) where m.obligation = p.id
       ) then 'voicemail' else '' end as promised,
       coalesce((
           select m.call_id::text from missed_call m join voicemail v using (call_id)
           where m.obligation = p.id order by m.ended_at desc limit 1
       ), '') as message,
       coalesce(p.claimed_by, '') as claimed_by,
       coalesce(h.name, '') as claimed_by_name,
       p.claimed_at, p.wake_at, p.woken, p.reminder, p.due_at,
       p.due_at <= $1 as overdue,
       p.escalated,
       (select count(*) from recall_attempt a where a.obligation = p.id) as attempted,
       tried.attempts,
       coalesce(d.zone, 'UTC') as zone, d.week, coalesce(d.holidays, '{}') as holidays
from open_promise p
join client c on c.id = p.client
left join operator r on r.id = c.responsible
left join operator h on h.id = p.claimed_by
left join queue q on q.id = p.queue
left join call f on f.call_id = p.first_call
left join dialled_number d on d.number = f.dialled
left join lateral (
    select coalesce(jsonb_agg(jsonb_build_object(
        'call_id', a.call_id,
        'at', round(extract(epoch from a.start_at) * 1000)::bigint,
        'operator_name', coalesce(o.name, a.operator),
        'result', a.outcome
    ) order by a.start_at desc), '[]') as attempts
    from (
        select * from recall_attempt t where t.obligation = p.id order by t.start_at desc limit 5
    ) a
    left join operator o on o.id = a.operator
) tried on true
where case $2::text
          when 'open' then p.claimed_by is null
          when 'claimed' then p.claimed_by is not null and not p.sleeping
          when 'sleeping' then p.sleeping
          when 'overdue' then p.due_at <= $1
          else true
      end
  and ($3::text = '' or $3 = any(p.callers))
  and ($4::timestamptz is null or (p.opened_at, p.id) > ($4, $5::bigint))
order by p.opened_at, p.id
limit $6;

-- name: worklist_head
-- How many there are in all, at $1; how many of them are operator $2's to call; and how many
-- callers since $3 hid their number, so that nobody can call them back.
select count(*) filter (where p.claimed_by is null) as open,
       count(*) filter (where p.claimed_by is not null and not p.sleeping) as claimed,
       count(*) filter (where p.sleeping) as sleeping,
       count(*) filter (where p.due_at <= $1) as overdue,
       count(*) filter (where $2::text = any(p.callers) and not p.sleeping) as mine,
       (
           select count(*) from missed_call m join call c using (call_id)
           where c.withheld and m.ended_at >= $3
       ) as withheld
from open_promise p;

-- name: promise_hold
-- Locked until the end of the transaction: of several who reach for it, one comes first.
select b.id, b.client, b.number, b.queue, b.first_call, b.closed_at, b.claimed_by, b.claimed_until,
       b.wake_at, b.woken
from obligation b
where b.id = $1
for update;

-- name: promise_claim
update obligation
set claimed_by = $2, claimed_until = $4, wake_at = null, woken = false, reminder = '',
    claimed_at = case when claimed_by = $2 then claimed_at else $3 end
where id = $1;

-- name: promise_postpone
update obligation
set claimed_by = $2, claimed_until = $4, wake_at = $5, woken = false, reminder = $6, due_at = $7,
    claimed_at = case when claimed_by = $2 then claimed_at else $3 end, escalated = 0, mailed = false
where id = $1;

-- name: promise_release
update obligation
set claimed_by = null, claimed_at = null, claimed_until = null, wake_at = null, woken = false, reminder = ''
where id = $1;

-- name: promise_close
update obligation
set closed_at = $2, closed_how = $3, closed_by = $4, closed_reason = $5,
    claimed_by = null, claimed_at = null, claimed_until = null, wake_at = null
where id = $1;

-- name: promise_attempts
select count(*) from recall_attempt where obligation = $1;

-- name: promises_left_behind
-- What operator $1 has taken on, when he has no open session any more; what he has put off waits for
-- him nevertheless.
select b.id, b.client
from obligation b
where b.claimed_by = $1 and (b.wake_at is null or b.woken)
  and not exists (
      select from session s join login l on l.name = s.login
      where l.operator = $1 and s.expires > now()
  )
order by b.id
for update;

-- name: operator_name
select name from operator where id = $1;
