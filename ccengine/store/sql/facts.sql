-- name: lease_epoch
-- Held until the append commits: nobody takes the node over in the middle of it.
select epoch from node_lease where node = $1 for share

-- name: call_revisions
select call_id, revision, missed, answer_at from call where call_id = any($1::uuid[]) for update

-- name: call_upsert
insert into call (
    call_id, node, revision, direction, outcome, mark, reason, caller, caller_e164, withheld,
    dialled, dialled_e164, queue, client, start_at, answer_at, end_at,
    system_ms, waiting_ms, ringing_ms, talking_ms, held_ms, talk_ms, missed, short, after_hours
) values (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
    $11, $12, $13, $14, $15, $16, $17,
    $18, $19, $20, $21, $22, $23, $24, $25, $26
)
on conflict (call_id) do update set
    revision = excluded.revision, direction = excluded.direction, outcome = excluded.outcome,
    mark = excluded.mark, reason = excluded.reason, caller = excluded.caller,
    caller_e164 = excluded.caller_e164, withheld = excluded.withheld, dialled = excluded.dialled,
    dialled_e164 = excluded.dialled_e164, queue = excluded.queue, client = excluded.client,
    start_at = excluded.start_at, answer_at = excluded.answer_at, end_at = excluded.end_at,
    system_ms = excluded.system_ms, waiting_ms = excluded.waiting_ms,
    ringing_ms = excluded.ringing_ms, talking_ms = excluded.talking_ms,
    held_ms = excluded.held_ms, talk_ms = excluded.talk_ms, missed = excluded.missed,
    short = excluded.short, after_hours = excluded.after_hours
where excluded.revision > call.revision

-- name: call_revision_insert
insert into call_revision (call_id, revision, record) values ($1, $2, $3) on conflict do nothing

-- name: call_leg_forget
delete from call_leg where call_id = any($1::uuid[])

-- name: visit_forget
delete from visit where call_id = any($1::uuid[])

-- name: offer_forget
delete from offer where call_id = any($1::uuid[])

-- name: talk_part_forget
delete from talk_part where call_id = any($1::uuid[])

-- name: routing_decision_insert
insert into routing_decision (call_id, step, at, kind, targets, seconds, rest, rule, why, inputs, reasons)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict do nothing

-- name: operator_lanes
insert into operator_lane (operator)
select distinct o from unnest($1::text[]) o where not exists (select from operator_lane l where l.operator = o)
on conflict do nothing

-- name: operator_interval_insert
-- The same interval again is passed over; one that overlaps another is an error.
insert into operator_interval (operator, lane, status, reason, start_at, end_at, from_ms, to_ms)
select $1, lane, $2, $3, $4, $5, $6, $7 from operator_lane where operator = $1
on conflict (operator, start_at) do nothing

-- name: unprojected_insert
insert into unprojected (stream, seq, problem) values ($1, $2, $3) on conflict do nothing

-- name: unprojected_count
select count(*) from unprojected

-- name: clients_existing
select id from client where id = any($1::text[])

-- name: clients_today
-- Who these clients are now: themselves, or whom they were merged into.
select id, id as now from client where id = any($1::text[])
union all
select m.old, m.into_client from client_merged m
where m.old = any($1::text[]) and not exists (select from client where id = m.old)

-- name: clients_chosen
-- Whose these calls are, where an operator has said so.
select call_id, client from call_choice where call_id = any($1::uuid[])

-- name: clients_by_number
-- One client per number, as the pop guesses (client_candidates): whom an operator has chosen, then
-- who was talked to last, then who has a name.
select distinct on (p.e164) p.e164, p.client
from client_phone p
join client c on c.id = p.client
left join number_choice n on n.e164 = p.e164 and n.client = p.client
left join lateral (
    select k.answer_at from call k
    where k.client = c.id and k.client <> '' and k.answer_at is not null and k.direction <> 'internal'
    order by k.answer_at desc limit 1
) talk on true
where p.e164 = any($1::text[])
order by p.e164, n.client is null, talk.answer_at desc nulls last, c.provisional, c.id

-- name: clients_lock
select id from client where id = any($1::text[]) order by id for no key update

-- name: provisional_client
insert into client (id, name, provisional) values ($1, $2, true) on conflict do nothing

-- name: provisional_phone
insert into client_phone (e164, client) values ($1, $2) on conflict do nothing

-- name: queue_rules
select id, short_ms, short_opens_obligation, after_hours_opens_obligation from queue

-- name: first_talk_after
-- When an operator first talked to the client at or after a moment.
select call_id, answer_at from call
where client = $1 and client <> '' and answer_at >= $2 and direction <> 'internal'
order by answer_at, call_id limit 1

-- name: obligation_covering
-- The obligation to which a missed call that ended at $2 belongs, if it was opened by $3 (the
-- next talk with the client; null when there was none).
select id, opened_at, closed_at, closed_how from obligation
where client = $1 and closed_how is distinct from 'corrected'
  and (closed_at is null or closed_at >= $2) and ($3::timestamptz is null or opened_at <= $3)
order by opened_at limit 1
for update

-- name: obligation_insert
insert into obligation (
    client, number, queue, opened_at, first_call, due_at, closed_at, closed_by_call, closed_how, recall_ms
) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
returning id

-- name: obligation_begin_with
-- Its first missed call is another than was thought.
update obligation
set opened_at = $2, first_call = $3, number = $4, queue = $5, due_at = $6,
    recall_ms = case when closed_how = 'talk'
                     then greatest(0, round(extract(epoch from (closed_at - $2::timestamptz)) * 1000))::bigint end
where id = $1

-- name: obligations_before_talk
-- What a talk that began at $2 closes: the open one, and one closed by a later talk.
select id, opened_at, closed_at from obligation
where client = $1 and opened_at <= $2
  and (closed_at is null or (closed_how = 'talk' and closed_at > $2))
order by opened_at
for update

-- name: obligation_close_by_talk
update obligation
set closed_at = $2, closed_by_call = $3, closed_how = 'talk', recall_ms = $4,
    claimed_by = null, claimed_at = null, claimed_until = null, wake_at = null
where id = $1

-- name: recall_rule
-- How soon queue $2 calls back whom it missed in call $1: its limit, in the hours of the number he dialled.
select coalesce(q.recall_limit_s, 3600) as limit_s,
       coalesce(d.zone, 'UTC') as zone, d.week, coalesce(d.holidays, '{}') as holidays
from call c
left join dialled_number d on d.number = c.dialled
left join queue q on q.id = $2
where c.call_id = $1

-- name: recall_attempts
-- The open promise that call $1 tried to keep, and how often that was tried so far.
select b.id, b.client, a.operator, a.outcome,
       (select count(*) from recall_attempt t where t.obligation = b.id) as attempts
from recall_attempt a
join obligation b on b.id = a.obligation
where a.call_id = $1 and b.closed_at is null

-- name: missed_calls_after
select call_id, number, queue, ended_at from missed_call where obligation = $1 and ended_at > $2 order by ended_at

-- name: missed_call_attach
update missed_call set obligation = $2 where call_id = $1

-- name: missed_call_upsert
insert into missed_call (call_id, obligation, number, queue, ended_at, short, after_hours)
values ($1, null, $2, $3, $4, $5, $6)
on conflict (call_id) do update set
    number = excluded.number, queue = excluded.queue, ended_at = excluded.ended_at,
    short = excluded.short, after_hours = excluded.after_hours
returning obligation

-- name: missed_call_delete
delete from missed_call where call_id = $1 returning obligation

-- name: obligation_first_left
-- The oldest missed call that an obligation still has.
select call_id, number, queue, ended_at from missed_call where obligation = $1 order by ended_at, call_id limit 1

-- name: obligation_withdraw
-- Its only missed call turned out to be none.
update obligation
set closed_at = greatest(opened_at, $2), closed_how = 'corrected',
    claimed_by = null, claimed_at = null, claimed_until = null, wake_at = null
where id = $1 and closed_at is null
returning client

-- name: obligations_closed_by
select id, client from obligation where closed_by_call = $1 order by id for update

-- name: obligation_correct
update obligation set closed_how = 'corrected', closed_by_call = null, recall_ms = null where id = $1

-- name: missed_calls_of
select call_id, number, queue, ended_at from missed_call where obligation = $1 order by ended_at

-- name: desk_counter
-- Locks the counter until the commit: entries of `desk` commit in the order of their numbers.
update stream_counter set seq = seq + $1 where stream = 'desk' returning seq
