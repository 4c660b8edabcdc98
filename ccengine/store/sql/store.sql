-- name: log_last
select coalesce(max(seq), 0) from log where stream = $1

-- name: log_read
-- Entries of one stream behind a cursor, in order.
select stream, seq, at, type, call_id, data from log where stream = $1 and seq > $2 order by seq limit $3

-- name: log_streams
-- Every stream with its newest entry.
select s.stream, (select coalesce(max(l.seq), 0) from log l where l.stream = s.stream) as seq
from (select node as stream from node_lease union select stream from stream_counter) s
order by 1

-- name: lease_acquire
-- No row: another holder's lease has not run out. The server's clock judges, for all alike.
insert into node_lease as held (node, epoch, holder, until)
values ($1, 1, $2, clock_timestamp() + make_interval(secs => $3))
on conflict (node) do update
set epoch = held.epoch + 1, holder = excluded.holder, until = excluded.until
where held.holder = excluded.holder or held.until < clock_timestamp()
returning epoch

-- name: lease_renew
update node_lease set until = clock_timestamp() + make_interval(secs => $3)
where node = $1 and epoch = $2
returning epoch

-- name: lease_release
update node_lease set until = clock_timestamp() where node = $1 and epoch = $2
