-- Clients: found by number, id and name; put, joined, chosen. Their columns are read in one order
-- everywhere (ccengine/store/client_rows.py).

-- name: client_by_id
select c.id, c.name, c.company, coalesce(c.responsible, '') as responsible,
       coalesce(c.deputy, '') as deputy, c.language, c.priority, c.consent, c.document_url, c.report_url,
       c.card, c.provisional,
       array(select e164 from client_phone where client = c.id order by e164) as phones
from client c
where c.id = $1

-- name: client_candidates
-- The clients of the numbers $1, at most a hundred of each, the likeliest first: whom an operator
-- has chosen, then who was talked to last, then who has a name.
select wanted.e164, wanted.chosen, c.id, c.name, c.company, coalesce(c.responsible, '') as responsible,
       coalesce(c.deputy, '') as deputy, c.language, c.priority, c.consent, c.document_url, c.report_url,
       c.card, c.provisional,
       array(select e164 from client_phone where client = c.id order by e164) as phones
from (
    select n.e164, n.client, true as chosen from number_choice n where n.e164 = any($1::text[])
    union all
    select owner.e164, owner.client, false
    from unnest($1::text[]) asked (e164)
    cross join lateral (
        select p.e164, p.client from client_phone p where p.e164 = asked.e164 order by p.client limit 100
    ) owner
    where not exists (
        select from number_choice n where n.e164 = owner.e164 and n.client = owner.client
    )
) wanted
join client c on c.id = wanted.client
left join lateral (
    select k.answer_at from call k
    where k.client = c.id and k.client <> '' and k.answer_at is not null and k.direction <> 'internal'
    order by k.answer_at desc limit 1
) talk on true
order by wanted.e164, wanted.chosen desc, talk.answer_at desc nulls last, c.provisional, c.id

-- name: client_numbers_seen
-- The outside numbers of calls since $1 with the last call's moment, newest first, at most $2.
select number, max(start_at) as seen
from (
    select case direction when 'inbound' then caller_e164 else dialled_e164 end as number, start_at
    from call
    where start_at >= $1 and direction <> 'internal' and not withheld
) told
where number <> ''
group by number
order by seen desc
limit $2

-- name: client_search_planned
-- A search is planned anew each time: what is good for one word is bad for another, and a plan for
-- all of them reads every client there is. It holds until the transaction ends.
set local plan_cache_mode = force_custom_plan

-- name: client_search
-- In the order of their ids, behind $1: who has the number $2 and the words of $3 (each of the two
-- may be empty). Whom nobody has named is found by his number only.
select c.id, c.name, c.company, coalesce(c.responsible, '') as responsible,
       coalesce(c.deputy, '') as deputy, c.language, c.priority, c.consent, c.document_url, c.report_url,
       c.card, c.provisional,
       array(select e164 from client_phone where client = c.id order by e164) as phones
from client c
where c.id > $1
  and ($2 = '' or c.id in (select client from client_phone where e164 = $2))
  and ($3 = '' or to_tsvector('simple', c.words) @@ to_tsquery('simple', $3))
  and ($2 <> '' or not c.provisional)
order by c.id
limit $4

-- name: client_shared_numbers
-- Numbers behind $1 that several clients have, and the first $3 of these.
select p.e164 as key, count(*) as count, (array_agg(p.client order by p.client))[:$3] as clients
from client_phone p
where p.e164 > $1
group by p.e164
having count(*) > 1
order by p.e164
limit $2

-- name: client_shared_names
-- Keys of names behind $1 that several clients have, and the first $3 of these.
select c.name_key as key, count(*) as count, (array_agg(c.id order by c.id))[:$3] as clients
from client c
where c.name_key <> '' and c.name_key > $1
group by c.name_key
having count(*) > 1
order by c.name_key
limit $2

-- name: client_by_ids
select c.id, c.name, c.company, coalesce(c.responsible, '') as responsible,
       coalesce(c.deputy, '') as deputy, c.language, c.priority, c.consent, c.document_url, c.report_url,
       c.card, c.provisional,
       array(select e164 from client_phone where client = c.id order by e164) as phones
from client c
where c.id = any($1::text[])
order by c.id

-- name: client_put
insert into client (
    id, name, company, responsible, deputy, language, card, provisional, priority, consent, document_url,
    report_url, words, name_key
) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
on conflict (id) do update set
    name = excluded.name, company = excluded.company, responsible = excluded.responsible,
    deputy = excluded.deputy, language = excluded.language, card = excluded.card,
    provisional = excluded.provisional, priority = excluded.priority, consent = excluded.consent,
    document_url = excluded.document_url, report_url = excluded.report_url,
    words = excluded.words, name_key = excluded.name_key

-- name: client_drop_phones
-- The clients $1 have no other numbers than the pairs of $2 (number) and $3 (client).
delete from client_phone p
where p.client = any($1::text[])
  and not exists (
      select from unnest($2::text[], $3::text[]) kept (e164, client)
      where kept.e164 = p.e164 and kept.client = p.client
  )

-- name: client_put_phones
insert into client_phone (e164, client)
select * from unnest($1::text[], $2::text[])
on conflict do nothing
returning e164, client

-- name: client_reserve
-- Two who make the same client at once: one after the other.
select pg_advisory_xact_lock(hashtextextended($1, 0))

-- name: client_delete
delete from client where id = any($1::text[])

-- name: client_operators
select id from operator order by id

-- Merged ----------------------------------------------------------------------------------------

-- name: merged_into
-- Who the clients are now who were merged into others.
select old, into_client from client_merged where old = any($1::text[])

-- name: merged_put
insert into client_merged (old, into_client, login, was) values ($1, $2, $3, $4)
on conflict (old) do update set
    into_client = excluded.into_client, login = excluded.login, at = now(), was = excluded.was

-- name: merged_follow
-- Who was merged into $1 before is now $2.
update client_merged set into_client = $2 where into_client = $1

-- name: merged_forget
-- These ids mean clients of their own again.
delete from client_merged where old = any($1::text[]) returning old, into_client

-- What a client has becomes another's: pairs of $1 (who gives) and $2 (who gets), nobody twice.

-- name: move_lock_calls
select call_id from call where client = any($1::text[]) and client <> '' order by call_id for no key update

-- name: move_missed_calls
-- Both have an open obligation: one promise stays, the receiver's, with the missed calls of both.
update missed_call m set obligation = kept.id
from unnest($1::text[], $2::text[]) pair (old, new), obligation gone, obligation kept
where gone.client = pair.old and gone.closed_at is null
  and kept.client = pair.new and kept.closed_at is null
  and m.obligation = gone.id

-- name: move_first
-- It began with the earlier of the two.
update obligation kept
set opened_at = gone.opened_at, first_call = gone.first_call, number = gone.number, queue = gone.queue,
    due_at = gone.due_at
from unnest($1::text[], $2::text[]) pair (old, new), obligation gone
where gone.client = pair.old and gone.closed_at is null
  and kept.client = pair.new and kept.closed_at is null
  and gone.opened_at < kept.opened_at

-- name: move_doubled
delete from obligation gone
using unnest($1::text[], $2::text[]) pair (old, new)
where gone.client = pair.old and gone.closed_at is null
  and exists (select from obligation kept where kept.client = pair.new and kept.closed_at is null)
returning gone.id, gone.client

-- name: move_obligations
update obligation o set client = pair.new
from unnest($1::text[], $2::text[]) pair (old, new)
where o.client = pair.old

-- name: move_calls
update call k set client = pair.new
from unnest($1::text[], $2::text[]) pair (old, new)
where k.client = pair.old and k.client <> ''

-- name: move_call_choices
update call_choice k set client = pair.new
from unnest($1::text[], $2::text[]) pair (old, new)
where k.client = pair.old

-- name: move_phones
insert into client_phone (e164, client)
select p.e164, pair.new
from unnest($1::text[], $2::text[]) pair (old, new)
join client_phone p on p.client = pair.old
on conflict do nothing

-- name: move_number_choices
update number_choice n set client = pair.new
from unnest($1::text[], $2::text[]) pair (old, new)
where n.client = pair.old

-- Chosen ----------------------------------------------------------------------------------------

-- name: choice_of_number
insert into number_choice (e164, client, login) values ($1, $2, $3)
on conflict (e164) do update set client = excluded.client, login = excluded.login, at = now()

-- name: choice_of_call
insert into call_choice (call_id, client, login) values ($1, $2, $3)
on conflict (call_id) do update set client = excluded.client, login = excluded.login, at = now()

-- name: choice_call
-- A call with a record, as far as its client matters; nobody else changes it meanwhile.
select client, direction, withheld, queue, missed, short, after_hours, answer_at, end_at,
       case direction when 'inbound' then caller else dialled end as raw,
       case direction when 'inbound' then caller_e164 else dialled_e164 end as e164
from call where call_id = $1
for no key update

-- name: choice_call_is
update call set client = $2 where call_id = $1

-- name: client_heir
-- The number under which a client's calls and promises stay when he is deleted: that of his open
-- promise, of his last promise, of his last call, or his first.
select number from (
    select 1 as rank, o.number, o.opened_at as at from obligation o where o.client = $1 and o.closed_at is null
    union all
    (select 2, o.number, o.opened_at from obligation o where o.client = $1 order by o.opened_at desc limit 1)
    union all
    (select 3, case k.direction when 'inbound' then k.caller_e164 else k.dialled_e164 end, k.start_at
     from call k where k.client = $1 and k.client <> '' and not k.withheld
     order by k.start_at desc limit 1)
) known
where number <> ''
order by rank
limit 1
