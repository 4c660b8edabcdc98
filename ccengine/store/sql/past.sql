-- name: past_decisions
-- The first decision of each call in [$1, $2), beside the call.
select d.call_id, d.at, d.kind, d.targets, d.seconds, d.inputs, c.start_at, c.answer_at, c.end_at
from routing_decision d join call c on c.call_id = d.call_id
where d.step = 1 and c.start_at >= $1 and c.start_at < $2
order by d.at, d.call_id

-- name: past_rings
select d.call_id, d.at, d.targets, d.seconds
from routing_decision d join call c on c.call_id = d.call_id
where d.kind = 'ring' and c.start_at >= $1 and c.start_at < $2
order by d.at

-- name: past_intervals
select operator, status, start_at, end_at from operator_interval
where start_at < $2 and end_at > $1
order by operator, start_at

-- name: past_last_states
-- The state of each operator that no later one has ended yet, as far as the stream goes back.
select distinct on (data->>'operator') data->>'operator' as operator, data->>'status' as status, at
from log
where stream in (select node from node_lease) and type = 'operator.changed' and at >= $1 and at < $2
order by data->>'operator', at desc, seq desc

-- name: past_talks
select p.call_id, p.operator, p.start_at, p.end_at
from talk_part p
where p.start_at < $2 and p.end_at > $1
order by p.start_at

-- name: past_offers
select operator, result = 'answered' as answered,
       round(extract(epoch from (end_at - start_at)) * 1000)::int as ms
from offer
where start_at >= $1 and start_at < $2 and result in ('answered', 'no_answer', 'declined', 'busy')

-- name: past_books
select version, document from rule_book where version = any($1::int[])
