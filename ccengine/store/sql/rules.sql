-- name: rules_newest
select version, at, login, comment, document from rule_book order by version desc limit 1

-- name: rules_get
select version, at, login, comment, document from rule_book where version = $1

-- name: rules_versions
select version, at, login, comment, document from rule_book order by version desc limit $1

-- name: rules_put
-- The version after $1, unless somebody has written it already.
insert into rule_book (version, at, login, comment, document)
select $1 + 1, $2, $3, $4, $5
where (select coalesce(max(version), 0) from rule_book) = $1
on conflict do nothing
returning version, at, login, comment, document
