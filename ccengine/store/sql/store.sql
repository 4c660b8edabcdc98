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
