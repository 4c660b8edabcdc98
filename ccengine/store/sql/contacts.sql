-- Contacts of address books. An empty owner is the shared book's; an empty operator has no own one.

-- name: contact_listing
-- What operator $1 may see, his favourites first, by name: who is found by the words $2, of the group
-- $3, in the book $4 (each may be empty), only favourites where $5; behind ($6, $7, $8), at most $9.
(
    select c.id, coalesce(c.owner, '') as owner, c.version, c.name, c.company, c.position, c.phones,
           c.emails, c.groups, c.note, c.fields, c.sort_key, true as favourite
    from contact_favourite f join contact c on c.id = f.contact
    where f.operator = $1
      and (c.owner is null or c.owner = $1)
      and ($2 = '' or c.sought @@ $2::text::tsquery)
      and ($3 = '' or c.groups @> array[$3::text])
      and ($4 = '' or ($4 = 'own') = (c.owner is not null))
      and ($6::boolean is null or ($6 and (c.sort_key, c.id) > ($7, $8)))
    order by c.sort_key, c.id
    limit $9
)
union all
(
    select c.id, coalesce(c.owner, ''), c.version, c.name, c.company, c.position, c.phones, c.emails,
           c.groups, c.note, c.fields, c.sort_key, false
    from contact c
    where (c.owner is null or c.owner = $1)
      and ($2 = '' or c.sought @@ $2::text::tsquery)
      and ($3 = '' or c.groups @> array[$3::text])
      and ($4 = '' or ($4 = 'own') = (c.owner is not null))
      and not $5
      and not exists (select from contact_favourite f where f.operator = $1 and f.contact = c.id)
      and ($6::boolean is null or $6 or (c.sort_key, c.id) > ($7, $8))
    order by c.sort_key, c.id
    limit $9
)
limit $9

-- name: contacts_by_ids
-- As operator $1 sees them, locked in nothing.
select c.id, coalesce(c.owner, '') as owner, c.version, c.name, c.company, c.position, c.phones, c.emails,
       c.groups, c.note, c.fields, c.sort_key,
       exists (select from contact_favourite f where f.operator = $1 and f.contact = c.id) as favourite
from contact c
where c.id = any($2::bigint[]) and (c.owner is null or c.owner = $1)
order by c.sort_key, c.id

-- name: contacts_for_export
-- The book of $1 (empty: the shared one), the group $2 of it (empty: all), behind ($3, $4).
select c.id, coalesce(c.owner, '') as owner, c.version, c.name, c.company, c.position, c.phones, c.emails,
       c.groups, c.note, c.fields, c.sort_key, false as favourite
from contact c
where c.owner is not distinct from nullif($1, '') and ($2 = '' or c.groups @> array[$2::text])
  and (c.sort_key, c.id) > ($3, $4)
order by c.sort_key, c.id
limit $5

-- name: contact_groups
select coalesce(c.owner, '') as owner, g.name, count(*) as count
from contact c cross join lateral unnest(c.groups) g (name)
where c.owner is null or c.owner = $1
group by 1, 2
order by lower(g.name), g.name

-- name: contact_shared_numbers
-- Numbers behind $2 that several of the book of $1 have, and the first $4 of these.
select p.number as key, count(*) as count, (array_agg(p.contact order by p.contact))[:$4] as contacts
from contact_phone p join contact c on c.id = p.contact
where c.owner is not distinct from nullif($1, '') and p.number > $2
group by p.number
having count(*) > 1
order by p.number
limit $3

-- name: contact_shared_names
select c.name_key as key, count(*) as count, (array_agg(c.id order by c.id))[:$4] as contacts
from contact c
where c.owner is not distinct from nullif($1, '') and c.name_key <> '' and c.name_key > $2
group by c.name_key
having count(*) > 1
order by c.name_key
limit $3

-- name: contacts_of_persons
-- Who of the book of $1 has one of these keys: each is looked up by itself, however many there are.
select c.*
from unnest($2::text[]) asked (key)
cross join lateral (
    select c.id, coalesce(c.owner, '') as owner, c.version, c.name, c.company, c.position, c.phones,
           c.emails, c.groups, c.note, c.fields, c.sort_key, false as favourite
    from contact c
    where c.person_key = asked.key and c.owner is not distinct from nullif($1, '')
    offset 0
) c
order by c.id

-- name: contact_book_lock
-- One at a time changes the book of $1.
select pg_advisory_xact_lock(hashtextextended('contacts of ' || $1::text, 0))

-- name: contact_book_size
select count(*) from contact where owner is not distinct from nullif($1, '')

-- name: contact_ids
select nextval(pg_get_serial_sequence('contact', 'id')) as id from generate_series(1, $1)

-- name: contact_put
insert into contact (
    id, owner, version, name, company, position, phones, emails, groups, note, fields, sort_key, sought,
    person_key, name_key
) values (
    $1, nullif($2, ''), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, array_to_tsvector($13::text[]), $14, $15
)
on conflict (id) do update set
    owner = excluded.owner, version = excluded.version, name = excluded.name, company = excluded.company,
    position = excluded.position, phones = excluded.phones, emails = excluded.emails,
    groups = excluded.groups, note = excluded.note, fields = excluded.fields,
    sort_key = excluded.sort_key, sought = excluded.sought, person_key = excluded.person_key,
    name_key = excluded.name_key

-- name: contact_phones_forget
delete from contact_phone where contact = any($1::bigint[])

-- name: contact_delete
delete from contact where id = any($1::bigint[])

-- name: contact_versions
-- Who of these is there now, and how often he has been changed.
select id, coalesce(owner, '') as owner, version from contact where id = any($1::bigint[])

-- name: contact_favourites_of
select contact, array_agg(operator) as operators
from contact_favourite where contact = any($1::bigint[])
group by contact

-- name: contact_favourite_set
insert into contact_favourite (operator, contact) values ($1, $2) on conflict do nothing

-- name: contact_favourite_unset
delete from contact_favourite where operator = $1 and contact = $2

-- name: contact_change_put
insert into contact_change (login, owner, what, shown) values ($1, nullif($2, ''), $3, $4) returning id

-- name: contact_change_forget
delete from contact_change where at < now() - interval '30 days'

-- name: contact_change_one
select id, login, coalesce(owner, '') as owner, what, shown, undone_by from contact_change where id = $1

-- name: contact_change_undone
update contact_change set undone_by = $2 where id = $1

-- name: contact_changes
-- The newest first, behind $3: of the own book of operator $1, and of the shared one where $2.
select k.id, k.at, k.login, coalesce(k.owner, '') as owner, k.what, k.shown,
       (select count(*) from contact_changed d where d.change = k.id) as count,
       k.undone_by is not null as undone
from contact_change k
where (k.owner = $1 or ($2 and k.owner is null)) and ($3::bigint is null or k.id < $3)
order by k.id desc
limit $4

-- name: contact_changed_of
select contact, before, version from contact_changed where change = $1 order by contact

-- name: contacts_by_number
-- Who has the number $1, in any book, at most $2: the shared book first, the oldest entry first.
select coalesce(c.owner, '') as owner, c.id, c.name, c.company
from contact_phone p join contact c on c.id = p.contact
where p.number = $1
order by c.owner nulls first, c.id
limit $2
