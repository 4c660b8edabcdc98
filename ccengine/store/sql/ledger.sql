-- name: ledger_open_calls
-- Calls of a node that began since $2 and were neither sealed nor merged into another.
select started.call_id,
       started.at,
       coalesce(started.data ->> 'direction', '') = 'inbound' as inbound,
       coalesce(started.data ->> 'caller', '') as caller,
       coalesce(chosen.client, routed.data ->> 'client', '') as client,
       coalesce(number.queue, '') as queue,
       coalesce(routed.data #>> '{decision,inputs,withheld}' = 'yes', false) as withheld,
       coalesce(routed.data #>> '{decision,inputs,working_hours}' = 'no', false) as after_hours,
       (select max(l.at) from log l where l.call_id = started.call_id) as told,
       decided.data as recording,
       coalesce(switched.type, '') as switched,
       coalesce(switched.data ->> 'by', '') as switched_by
from log started
left join lateral (
    select r.data from log r
    where r.call_id = started.call_id and r.type = 'call.routed'
    order by r.seq desc limit 1
) routed on true
left join lateral (
    select d.data from log d
    where d.call_id = started.call_id and d.type = 'recording.decided'
      and not coalesce((d.data ->> 'consultation')::boolean, false)
    order by d.seq desc limit 1
) decided on true
left join lateral (
    select s.type, s.data from log s
    where s.call_id = started.call_id
      and s.type in ('recording.paused', 'recording.resumed', 'recording.off')
    order by s.seq desc limit 1
) switched on true
left join call_choice chosen on chosen.call_id = started.call_id
left join dialled_number number on number.number = started.data ->> 'dialled'
where started.stream = $1
  and started.type = 'call.started'
  and started.at >= $2
  and not exists (
      select from log done
      where done.call_id = started.call_id and done.type in ('call.sealed', 'call.merged')
  );

-- name: ledger_last_at
select max(at) from (select at from log where stream = $1 order by seq desc limit 1) newest;

-- name: ledger_operators
-- How the log of a node left each operator, however long ago: his state, and until when where it is a
-- wrap-up; his last wish; his phone where it is away; whether it was told that his pause is too long.
-- A wish shows in the state that follows from it; one that waits for the end of a call is an entry of its own.
select operator.id as operator,
       coalesce(changed.data ->> 'status', 'offline') as status,
       changed.at,
       coalesce(wish.wish, 'offline') as wish,
       coalesce(wish.reason, '') as reason,
       coalesce(extended.until, (changed.data ->> 'until')::bigint, 0) as until,
       extended.until is not null as extended,
       case when not phone.there then phone.at end as away,
       overstayed.seq is not null as overstayed
from operator
left join lateral (
    select l.seq, l.at, l.data from log l
    where l.stream = $1 and l.type = 'operator.changed' and l.data ->> 'operator' = operator.id
    order by l.seq desc limit 1
) changed on true
left join lateral (
    select told.wish, told.reason
    from (
        (
            select l.seq, l.data ->> 'status' as wish, l.data ->> 'reason' as reason from log l
            where l.stream = $1 and l.type = 'operator.changed' and l.data ->> 'operator' = operator.id
              and l.data ->> 'status' in ('offline', 'available', 'paused')
            order by l.seq desc limit 1
        )
        union all
        (
            select l.seq, l.data ->> 'wish', l.data ->> 'reason' from log l
            where l.stream = $1 and l.type = 'operator.wished' and l.data ->> 'operator' = operator.id
            order by l.seq desc limit 1
        )
    ) told
    order by told.seq desc limit 1
) wish on true
left join lateral (
    select (l.data ->> 'until')::bigint as until from log l
    where l.stream = $1 and l.type = 'operator.extended' and l.data ->> 'operator' = operator.id
      and l.seq > changed.seq
    order by l.seq desc limit 1
) extended on true
left join lateral (
    select l.at, (l.data ->> 'there')::boolean as there from log l
    where l.stream = $1 and l.type = 'operator.phone' and l.data ->> 'operator' = operator.id
    order by l.seq desc limit 1
) phone on true
left join lateral (
    select l.seq from log l
    where l.stream = $1 and l.type = 'operator.overstayed' and l.data ->> 'operator' = operator.id
      and l.seq > changed.seq
    limit 1
) overstayed on true
where changed.seq is not null or not phone.there;

-- name: ledger_placed
-- The calls that operators of a node have placed since $2.
select call_id, at, data ->> 'operator' as operator
from log
where stream = $1 and type = 'call.placed' and at >= $2
order by seq;

-- name: ledger_notes
-- The newest notes to the floor, told since $2, that are shown beyond $3 (ms); so many at most.
select at,
       data ->> 'id' as id,
       (data ->> 'until')::bigint as until,
       data ->> 'by' as by,
       data ->> 'text' as text
from log
where stream = $1 and type = 'floor.note' and at >= $2 and (data ->> 'until')::bigint > $3
order by seq desc
limit $4;

-- name: ledger_sealed_legs
select leg.leg
from call_leg leg
join call on call.call_id = leg.call_id
where call.node = $1 and call.end_at >= $2;

-- name: ledger_kept
select call.call_id,
       call.start_at,
       call.answer_at is not null as answered,
       round(extract(epoch from (call.end_at - call.start_at)) * 1000)::int as duration_ms,
       call.mark,
       coalesce(parts.talked, '{}') as talked
from call
left join lateral (
    select jsonb_object_agg(operator, ms) as talked
    from (
        select operator, round(sum(extract(epoch from end_at - start_at)) * 1000)::int as ms
        from talk_part
        where call_id = call.call_id and role <> 'consult'
        group by operator
    ) one
) parts on true
where call.node = $1 and call.start_at >= $2 and call.start_at < $3;

-- name: ledger_known_calls
select call_id, revision, mark from call where call_id = any($1::uuid[]);
