-- name: directory_by_number
select c.id, c.name, c.company, coalesce(c.responsible, '') as responsible,
       coalesce(c.deputy, '') as deputy, c.language, c.priority, c.consent, c.document_url, c.report_url,
       c.card, c.provisional,
       array(select e164 from client_phone where client = c.id order by e164) as phones
from client_phone p join client c on c.id = p.client
where p.e164 = $1
order by c.provisional, c.id
limit 1

-- name: directory_by_id
select c.id, c.name, c.company, coalesce(c.responsible, '') as responsible,
       coalesce(c.deputy, '') as deputy, c.language, c.priority, c.consent, c.document_url, c.report_url,
       c.card, c.provisional,
       array(select e164 from client_phone where client = c.id order by e164) as phones
from client c
where c.id = $1

-- name: house_operators
select o.id, o.name, o.extension, o.department, o.skills, o.languages, o.answer_url,
       array(select queue from queue_operator where operator = o.id order by queue) as queues
from operator o
order by o.id

-- name: house_queues
select id, name, department, extension, strategy, ring_s, wait_s, wrap_up_s, announce_s,
       offers_callback, recall_limit_s, threshold_ms, short_ms, short_opens_obligation, after_hours_opens_obligation
from queue
order by id

-- name: house_numbers
select number, name, queue, zone, week, holidays, ring_s, static_route from dialled_number order by number

-- name: house_put_operator
insert into operator (id, name, extension, department, answer_url, skills, languages)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (id) do update set
    name = excluded.name, extension = excluded.extension, department = excluded.department,
    answer_url = excluded.answer_url, skills = excluded.skills, languages = excluded.languages

-- name: house_put_queue
insert into queue (
    id, name, department, extension, strategy, ring_s, wait_s, wrap_up_s, threshold_ms, short_ms,
    short_opens_obligation, after_hours_opens_obligation, announce_s, offers_callback, recall_limit_s
) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
on conflict (id) do update set
    name = excluded.name, department = excluded.department, extension = excluded.extension,
    strategy = excluded.strategy, ring_s = excluded.ring_s, wait_s = excluded.wait_s,
    wrap_up_s = excluded.wrap_up_s, threshold_ms = excluded.threshold_ms,
    short_ms = excluded.short_ms, short_opens_obligation = excluded.short_opens_obligation,
    after_hours_opens_obligation = excluded.after_hours_opens_obligation,
    announce_s = excluded.announce_s, offers_callback = excluded.offers_callback,
    recall_limit_s = excluded.recall_limit_s

-- name: house_forget_members
delete from queue_operator

-- name: house_put_member
insert into queue_operator (queue, operator) values ($1, $2)

-- name: house_forget_numbers
delete from dialled_number

-- name: house_put_number
insert into dialled_number (number, name, queue, zone, week, holidays, ring_s, static_route)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: house_forget_queues
delete from queue where id <> all($1::text[])

-- name: house_forget_operators
delete from operator o
where id <> all($1::text[])
  and not exists (select from client where responsible = o.id or deputy = o.id)
  and not exists (select from login where operator = o.id)
  and not exists (select from obligation where claimed_by = o.id)

-- name: client_put
insert into client (
    id, name, company, responsible, deputy, language, card, provisional, priority, consent, document_url,
    report_url
) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (id) do update set
    name = excluded.name, company = excluded.company, responsible = excluded.responsible,
    deputy = excluded.deputy, language = excluded.language, card = excluded.card,
    provisional = excluded.provisional, priority = excluded.priority, consent = excluded.consent,
    document_url = excluded.document_url, report_url = excluded.report_url

-- name: client_forget_phones
delete from client_phone where client = any($1::text[])

-- name: client_put_phone
insert into client_phone (e164, client) values ($1, $2) on conflict do nothing

-- name: merge_missed_calls
-- Both have an open obligation: one promise stays, the client's, with the missed calls of both.
update missed_call m set obligation = kept.id
from obligation gone, obligation kept
where gone.client = $1 and gone.closed_at is null and kept.client = $2 and kept.closed_at is null
  and m.obligation = gone.id

-- name: merge_first
-- It began with the earlier of the two.
update obligation kept
set opened_at = gone.opened_at, first_call = gone.first_call, number = gone.number, queue = gone.queue,
    due_at = gone.due_at
from obligation gone
where gone.client = $1 and gone.closed_at is null and kept.client = $2 and kept.closed_at is null
  and gone.opened_at < kept.opened_at

-- name: merge_doubled
delete from obligation gone
where gone.client = $1 and gone.closed_at is null
  and exists (select from obligation kept where kept.client = $2 and kept.closed_at is null)

-- name: merge_obligations
update obligation set client = $2 where client = $1

-- name: merge_calls
update call set client = $2 where client = $1

-- name: merge_forget
delete from client where id = $1
