-- Webhooks: the addresses, and what the couriers know. Every moment is given, none is looked up.

-- name: webhook_add
insert into webhook (url, secret, types, created) values ($1, $2, $3, $4) returning id

-- name: webhook_begin_here
-- A new address is told what happens from now on.
insert into webhook_cursor (webhook, stream, seq) select $1, * from unnest($2::text[], $3::bigint[])

-- name: webhook_list
select
    w.id,
    w.url,
    w.types,
    w.active,
    w.created,
    (select count(*) from webhook_waiting q where q.webhook = w.id) as waiting,
    (select count(*) from webhook_dead d where d.webhook = w.id) as dead,
    coalesce((select l.problem from webhook_lane l where l.webhook = w.id order by l.due limit 1), '') as problem
from webhook w
order by w.id

-- name: webhook_remove
delete from webhook where id = $1 returning id

-- name: webhook_switch
update webhook set active = $2 where id = $1 returning id

-- name: webhook_exists
select true from webhook where id = $1

-- name: webhook_still
-- It is there, and stays until our transaction ends.
select true from webhook where id = $1 for key share

-- name: webhook_active
select id, url, secret, types from webhook where active order by id

-- name: webhook_hold
-- No row: another process has it, or it is gone.
update webhook set holder = $2, held_until = $4
where id = $1 and active and (holder = $2 or held_until <= $3)
returning id

-- name: webhook_let_go
update webhook set held_until = '-infinity' where id = $1 and holder = $2

-- name: webhook_position
select stream, seq from webhook_cursor where webhook = $1

-- name: webhook_take
insert into webhook_waiting (webhook, lane, stream, seq, taken)
values ($1, $2, $3, $4, $5)
on conflict do nothing

-- name: webhook_move
insert into webhook_cursor as c (webhook, stream, seq) values ($1, $2, $3)
on conflict (webhook, stream) do update set seq = excluded.seq where c.seq < excluded.seq

-- name: webhook_standing
-- How much waits, and the moment when the next refused lane is to be tried again.
select
    (select count(*) from webhook_waiting where webhook = $1) as waiting,
    (select min(due) from webhook_lane where webhook = $1) as due

-- name: webhook_due
-- What may be sent now, lane by lane in order: all lanes but those that wait for their next try.
select w.id, w.lane, w.taken, coalesce(l.attempts, 0) as attempts, e.stream, e.seq, e.at, e.type, e.call_id, e.data
from webhook_waiting w
join log e on e.stream = w.stream and e.seq = w.seq
left join webhook_lane l on l.webhook = w.webhook and l.lane = w.lane
where w.webhook = $1 and (l.due is null or l.due <= $2)
order by w.id
limit $3

-- name: webhook_done
delete from webhook_waiting where id = any($1::bigint[])

-- name: webhook_bury
insert into webhook_dead (webhook, stream, seq, died, attempts, problem)
select webhook, stream, seq, $2, $3, $4 from webhook_waiting where id = $1
on conflict do nothing

-- name: webhook_put_off
insert into webhook_lane (webhook, lane, attempts, due, problem) values ($1, $2, $3, $4, $5)
on conflict (webhook, lane) do update
set attempts = excluded.attempts, due = excluded.due, problem = excluded.problem

-- name: webhook_free
delete from webhook_lane where webhook = $1 and lane = $2

-- name: webhook_dead_list
select d.stream, d.seq, d.died, d.attempts, d.problem, e.at, e.type, e.call_id
from webhook_dead d
join log e on e.stream = d.stream and e.seq = d.seq
where d.webhook = $1
order by d.died, d.stream, d.seq
limit $2

-- name: webhook_resend
-- All of it, or the one event at $3 and $4.
with risen as (
    delete from webhook_dead
    where webhook = $1 and ($3::text is null or (stream = $3 and seq = $4::bigint))
    returning stream, seq
)
insert into webhook_waiting (webhook, lane, stream, seq, taken)
select $1, coalesce(e.call_id::text, e.stream), e.stream, e.seq, $2
from risen r
join log e on e.stream = r.stream and e.seq = r.seq
order by e.at, e.stream, e.seq
on conflict do nothing
returning id

-- name: webhook_dead_count
select count(*) from webhook_dead
