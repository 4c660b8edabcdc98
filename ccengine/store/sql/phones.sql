-- name: phone_generations
select operator, generation from phone_password

-- name: phone_generation
select generation from phone_password where operator = $1

-- name: node_wanted
-- What a PBX should have: each number only ever grows.
select (select version from house)::bigint as house,
       (select coalesce(max(version), 0) from rule_book)::bigint as rules,
       (select coalesce(sum(generation), 0) from phone_password)::bigint as phones

-- name: node_files
-- What it has. A keeper that has not been heard of for $2 seconds is none.
select house, rules, phones, trouble, since
from node_files
where node = $1 and beat > now() - make_interval(secs => $2)

-- name: node_files_put
insert into node_files (node, house, rules, phones, trouble)
values ($1, $2, $3, $4, $5)
on conflict (node) do update set
    house = excluded.house, rules = excluded.rules, phones = excluded.phones, trouble = excluded.trouble,
    since = case when (node_files.house, node_files.rules, node_files.phones, node_files.trouble)
        = (excluded.house, excluded.rules, excluded.phones, excluded.trouble)
        then node_files.since else now() end,
    beat = now()

-- name: node_files_gone
delete from node_files where node = $1
