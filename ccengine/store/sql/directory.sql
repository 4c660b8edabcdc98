-- The house: departments, operators, queues, dialled numbers, pauses.

-- name: house_state
select version, results, results_version from house

-- name: house_departments
select id, name, version from department order by id

-- name: house_operators
select o.id, o.name, o.extension, o.phone, coalesce(o.department, '') as department, o.skills, o.languages,
       o.answer_url, array(select queue from queue_operator where operator = o.id order by queue) as queues,
       o.version
from operator o
order by o.id

-- name: house_queues
select id, name, coalesce(department, '') as department, coalesce(extension, '') as extension, strategy,
       ring_s, wait_s, wrap_up_s, announce_s, offers_callback, recall_limit_s, threshold_ms, short_ms,
       short_opens_obligation, after_hours_opens_obligation, results, alarm_waiting, alarm_level, version
from queue
order by id

-- name: house_numbers
select number, name, queue, zone, week, holidays, ring_s, static_route, version from dialled_number order by number

-- name: house_pauses
select id, name, limit_s, version from pause_reason order by position, id

-- name: house_lock
-- Whoever changes the house counts it up first: until his commit nobody else does.
update house set version = version + 1 returning version

-- name: house_put_results
update house set results = $1, results_version = results_version + 1 where results is distinct from $1

-- name: house_dialling
select allowed, per_hour, at_once, first, version from dialling

-- name: house_put_dialling
insert into dialling as d (allowed, per_hour, at_once, first) values ($1, $2, $3, $4)
on conflict (single) do update set
    allowed = excluded.allowed, per_hour = excluded.per_hour, at_once = excluded.at_once,
    first = excluded.first, version = d.version + 1

-- name: house_begin_dialling
insert into dialling (allowed, per_hour, at_once, first) values ($1, $2, $3, $4) on conflict do nothing

-- name: house_put_department
insert into department as d (id, name) values ($1, $2)
on conflict (id) do update set name = excluded.name, version = d.version + 1

-- name: house_put_operator
insert into operator as o (id, name, extension, department, answer_url, skills, languages, phone)
values ($1, $2, $3, nullif($4, ''), $5, $6, $7, $8)
on conflict (id) do update set
    name = excluded.name, extension = excluded.extension, department = excluded.department,
    answer_url = excluded.answer_url, skills = excluded.skills, languages = excluded.languages,
    phone = excluded.phone, version = o.version + 1

-- name: house_put_queue
insert into queue as q (
    id, name, department, extension, strategy, ring_s, wait_s, wrap_up_s, threshold_ms, short_ms,
    short_opens_obligation, after_hours_opens_obligation, announce_s, offers_callback, recall_limit_s,
    results, alarm_waiting, alarm_level
) values (
    $1, $2, nullif($3, ''), nullif($4, ''), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18
)
on conflict (id) do update set
    name = excluded.name, department = excluded.department, extension = excluded.extension,
    strategy = excluded.strategy, ring_s = excluded.ring_s, wait_s = excluded.wait_s,
    wrap_up_s = excluded.wrap_up_s, threshold_ms = excluded.threshold_ms,
    short_ms = excluded.short_ms, short_opens_obligation = excluded.short_opens_obligation,
    after_hours_opens_obligation = excluded.after_hours_opens_obligation,
    announce_s = excluded.announce_s, offers_callback = excluded.offers_callback,
    recall_limit_s = excluded.recall_limit_s, results = excluded.results,
    alarm_waiting = excluded.alarm_waiting, alarm_level = excluded.alarm_level, version = q.version + 1

-- name: house_put_number
insert into dialled_number as n (number, name, queue, zone, week, holidays, ring_s, static_route)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (number) do update set
    name = excluded.name, queue = excluded.queue, zone = excluded.zone, week = excluded.week,
    holidays = excluded.holidays, ring_s = excluded.ring_s, static_route = excluded.static_route,
    version = n.version + 1

-- name: house_put_pause
-- A new reason comes last; one that is there keeps its place.
insert into pause_reason as p (id, position, name, limit_s)
values ($1, (select coalesce(max(position), 0) + 1 from pause_reason), $2, $3)
on conflict (id) do update set name = excluded.name, limit_s = excluded.limit_s, version = p.version + 1

-- name: house_order_pauses
update pause_reason p set position = wanted.position
from unnest($1::text[]) with ordinality as wanted (id, position)
where p.id = wanted.id

-- name: house_unseat
delete from queue_operator where operator = $1

-- name: house_seat
insert into queue_operator (queue, operator) values ($1, $2)

-- name: house_remove_departments
delete from department where id = $1

-- name: house_remove_operators
delete from operator where id = $1

-- name: house_remove_queues
delete from queue where id = $1

-- name: house_remove_numbers
delete from dialled_number where number = $1

-- name: house_remove_pauses
delete from pause_reason where id = $1

-- name: house_needs_operator
-- What names him outside the house.
select 'responsible or deputy of ' || count(*) || ' clients' as what, count(*) as many
from client where responsible = $1 or deputy = $1
union all
select 'the login ' || name, 1 from login where operator = $1
union all
select count(*) || ' callbacks that he has taken on', count(*) from obligation where claimed_by = $1

-- name: house_clients_of
select count(*) filter (where responsible = $1) as responsible,
       count(*) filter (where responsible is distinct from $1) as deputy
from client where responsible = $1 or deputy = $1

-- name: house_hand_over
-- All of $1's clients are $2's. Nobody is his own deputy.
with his as (
    select id, responsible = $1 as own, case when responsible = $1 then $2 else responsible end as responsible
    from client
    where responsible = $1 or deputy = $1
    order by id
    for no key update
),
given as (
    update client c
    set responsible = his.responsible,
        deputy = nullif(case when c.deputy = $1 then $2 else c.deputy end, his.responsible)
    from his
    where c.id = his.id
    returning his.own
)
select count(*) filter (where own) as responsible, count(*) filter (where own is not true) as deputy from given

-- name: house_last_change
select login, at from audit where subject = $1 and action like 'house.%' order by id desc limit 1

-- name: house_forget_members
delete from queue_operator

-- name: house_forget_numbers
delete from dialled_number

-- name: house_forget_pauses
delete from pause_reason

-- name: house_forget_queues
delete from queue where id <> all($1::text[])

-- name: house_forget_departments
delete from department d
where id <> all($1::text[])
  and not exists (select from operator where department = d.id)

-- name: house_forget_operators
delete from operator o
where id <> all($1::text[])
  and not exists (select from client where responsible = o.id or deputy = o.id)
  and not exists (select from login where operator = o.id)
  and not exists (select from obligation where claimed_by = o.id)
