-- The log as its followers read it.

-- name: stream_page
-- The next entries of every stream behind the given positions ($1 streams, $2 numbers), at most
-- $3 of each, in order within each stream. The streams are found by skipping along the index.
with recursive
known (stream) as (
    (select stream from log order by stream limit 1)
    union all
    select (select l.stream from log l where l.stream > k.stream order by l.stream limit 1)
    from known k
    where k.stream is not null
),
behind (stream, seq) as (
    select * from unnest($1::text[], $2::bigint[])
)
select
    e.stream,
    e.seq,
    round(extract(epoch from e.at) * 1000)::bigint as at,
    e.type,
    e.call_id,
    e.data
from known k
left join behind b on b.stream = k.stream
cross join lateral (
    select *
    from log l
    where l.stream = k.stream and l.seq > coalesce(b.seq, 0)
    order by l.seq
    limit $3
) e
where k.stream is not null
order by e.stream, e.seq;

-- name: stream_ends
-- Every stream that has entries, with its newest.
with recursive known (stream) as (
    (select stream from log order by stream limit 1)
    union all
    select (select l.stream from log l where l.stream > k.stream order by l.stream limit 1)
    from known k
    where k.stream is not null
)
select k.stream, (select max(l.seq) from log l where l.stream = k.stream) as seq
from known k
where k.stream is not null

-- name: secret_make
insert into secret (name, value) values ($1, $2) on conflict do nothing

-- name: secret
select value from secret where name = $1
