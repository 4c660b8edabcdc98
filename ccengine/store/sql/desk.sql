-- name: card_last_calls
select c.call_id, c.start_at, c.direction, c.outcome, c.talk_ms, coalesce(n.note, '') as note,
       coalesce(spoke.name, '') as operator_name
from call c
left join call_note n on n.call_id = c.call_id
left join lateral (
    select coalesce(o.name, p.operator) as name
    from talk_part p left join operator o on o.id = p.operator
    where p.call_id = c.call_id
    order by p.talk_ms desc, p.start_at
    limit 1
) spoke on true
where c.client = $1 and c.client <> ''
order by c.start_at desc
limit $2

-- name: card_last_operator
select p.operator
from call c join talk_part p on p.call_id = c.call_id
where c.client = $1 and c.client <> '' and c.answer_at is not null and c.direction <> 'internal'
  and p.role <> 'consult'
order by c.answer_at desc, p.end_at desc
limit 1

-- name: card_obligation
select o.id, o.opened_at, (select count(*) from missed_call m where m.obligation = o.id) as missed
from obligation o
where o.client = $1 and o.closed_at is null

-- name: callbacks_promised
-- Callers of node $1 who asked since $2 to be called back, with an open promise that nobody has taken
-- on: the last one of each, with the attempts that were made since.
select distinct on (p.id)
       c.call_id, v.queue, p.number, v.entered_at, v.left_at, p.client,
       coalesce(k.responsible, '') as responsible,
       tried.tries, tried.last_try
from open_promise p
join client k on k.id = p.client
join call c on c.client = p.client and c.client <> '' and c.end_at >= p.opened_at
join visit v on v.call_id = c.call_id and v.how = 'callback'
left join lateral (
    select count(*) as tries, max(a.start_at) as last_try
    from recall_attempt a
    where a.obligation = p.id and a.start_at >= v.left_at
) tried on true
where c.node = $1 and v.left_at >= $2 and p.claimed_by is null and p.number <> ''
order by p.id, v.left_at desc
