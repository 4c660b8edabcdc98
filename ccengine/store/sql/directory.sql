-- The house: operators, queues, dialled numbers.

-- name: house_operators
select o.id, o.name, o.extension, o.phone, o.department, o.skills, o.languages, o.answer_url,
       array(select queue from queue_operator where operator = o.id order by queue) as queues
from operator o
order by o.id

-- name: house_queues
select id, name, department, extension, strategy, ring_s, wait_s, wrap_up_s, announce_s,
       offers_callback, recall_limit_s, threshold_ms, short_ms, short_opens_obligation, after_hours_opens_obligation,
       results, alarm_waiting, alarm_level
from queue
order by id

-- name: house_numbers
select number, name, queue, zone, week, holidays, ring_s, static_route from dialled_number order by number

-- name: house_pauses
select id, name, limit_s from pause_reason order by position

-- name: house_put_operator
insert into operator (id, name, extension, department, answer_url, skills, languages, phone)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (id) do update set
    name = excluded.name, extension = excluded.extension, department = excluded.department,
    answer_url = excluded.answer_url, skills = excluded.skills, languages = excluded.languages

-- name: house_put_queue
insert into queue (
    id, name, department, extension, strategy, ring_s, wait_s, wrap_up_s, threshold_ms, short_ms,
    short_opens_obligation, after_hours_opens_obligation, announce_s, offers_callback, recall_limit_s,
    results, alarm_waiting, alarm_level
) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
on conflict (id) do update set
    name = excluded.name, department = excluded.department, extension = excluded.extension,
    strategy = excluded.strategy, ring_s = excluded.ring_s, wait_s = excluded.wait_s,
    wrap_up_s = excluded.wrap_up_s, threshold_ms = excluded.threshold_ms,
    short_ms = excluded.short_ms, short_opens_obligation = excluded.short_opens_obligation,
    after_hours_opens_obligation = excluded.after_hours_opens_obligation,
    announce_s = excluded.announce_s, offers_callback = excluded.offers_callback,
    recall_limit_s = excluded.recall_limit_s, results = excluded.results,
    alarm_waiting = excluded.alarm_waiting, alarm_level = excluded.alarm_level

-- name: house_forget_members
delete from queue_operator

-- name: house_put_member
insert into queue_operator (queue, operator) values ($1, $2)

-- name: house_forget_numbers
delete from dialled_number

-- name: house_put_number
insert into dialled_number (number, name, queue, zone, week, holidays, ring_s, static_route)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: house_forget_pauses
delete from pause_reason

-- name: house_put_pause
insert into pause_reason (id, position, name, limit_s) values ($1, $2, $3, $4)

-- name: house_forget_queues
delete from queue where id <> all($1::text[])

-- name: house_forget_operators
delete from operator o
where id <> all($1::text[])
  and not exists (select from client where responsible = o.id or deputy = o.id)
  and not exists (select from login where operator = o.id)
  and not exists (select from obligation where claimed_by = o.id)
