-- A file of clients, staged whole, then taken in batch by batch in the order of ids.

-- name: import_alone
-- One import at a time; the lock ends with the connection.
select pg_try_advisory_lock(7163001)

-- name: import_over
select pg_advisory_unlock(7163001)

-- name: import_empty
truncate client_staged

-- name: import_doubled
-- Of several lines with one id the first counts.
with placed as (
    select ctid, line, min(line) over (partition by id) as first from client_staged
)
delete from client_staged s
using placed
where s.ctid = placed.ctid and placed.line > placed.first
returning s.line, s.id

-- name: import_analyze
analyze client_staged

-- name: import_counts
-- What an import would do: whom it would make, whom it knows.
select count(*) filter (where c.id is null) as created, count(c.id) as known
from client_staged s left join client c on c.id = s.id

-- name: import_same
-- Whoever is already as his line says needs nothing more: neither a lock nor a place in a batch.
with same as (
    delete from client_staged s
    using client c
    where c.id = s.id
      and (c.name, c.company, c.responsible, c.deputy, c.language, c.card, c.provisional, c.priority,
           c.consent, c.document_url, c.report_url, c.words, c.name_key)
          is not distinct from
          (s.name, s.company, s.responsible, s.deputy, s.language, s.card, false, s.priority,
           s.consent, s.document_url, s.report_url, s.words, s.name_key)
      and s.phones = array(select p.e164 from client_phone p where p.client = c.id order by p.e164 collate "C")
    returning 1
)
select count(*) from same

-- name: import_batch
-- The last id of the next batch behind $1, of at most $2 clients; null at the end.
select max(id) from (select id from client_staged where id > $1 order by id limit $2) batch

-- name: import_strangers
-- Clients behind $1 up to $2 one of whose numbers nobody had named.
select p.id as old, min(s.id) as new
from client_staged s
cross join lateral unnest(s.phones) phone
join client p on p.id = 'number:' || phone
where s.id > $1 and s.id <= $2
group by p.id
order by p.id

-- name: import_lock
select id from client
where id in (
    select s.id from client_staged s where s.id > $1 and s.id <= $2
    union all
    select unnest($3::text[])
)
order by id
for no key update

-- name: import_take
-- Take the batch behind $1 up to $2: each client whole, with exactly these numbers.
with staged as (
    select * from client_staged where id > $1 and id <= $2
),
put as (
    insert into client (
        id, name, company, responsible, deputy, language, card, provisional, priority, consent,
        document_url, report_url, words, name_key
    )
    select id, name, company, responsible, deputy, language, card, false, priority, consent,
           document_url, report_url, words, name_key
    from staged
    order by id
    on conflict (id) do update set
        name = excluded.name, company = excluded.company, responsible = excluded.responsible,
        deputy = excluded.deputy, language = excluded.language, card = excluded.card,
        provisional = false, priority = excluded.priority, consent = excluded.consent,
        document_url = excluded.document_url, report_url = excluded.report_url,
        words = excluded.words, name_key = excluded.name_key
    returning xmax = 0 as created
),
gone as (
    delete from client_phone p
    using staged s
    where p.client = s.id and p.e164 <> all (s.phones)
),
come as (
    insert into client_phone (e164, client)
    select phone, s.id from staged s cross join lateral unnest(s.phones) phone
    on conflict do nothing
)
select count(*) filter (where created) as created, count(*) filter (where not created) as changed from put

-- name: import_revived
delete from client_merged where old in (select id from client_staged where id > $1 and id <= $2)
returning old
