-- What the HTTP API reads and writes. An operator's own calls are those he talked in, those he
-- placed, and those that rang his phone and that nobody took.

-- name: api_calls
-- The newest calls: of operator $1, or all where $1 is empty; those behind the call that started at
-- $2 and has the id $3, or from the newest where these are null; $4 bounds them. The operator named
-- is the one who talked longest.
select
    c.call_id,
    c.start_at as start,
    c.direction,
    c.outcome,
    c.mark,
    case
        when c.withheld then ''
        when c.direction = 'outbound' then coalesce(nullif(c.dialled_e164, ''), c.dialled)
        when c.caller_e164 <> '' then c.caller_e164
        else c.caller
    end as number,
    c.withheld,
    c.client,
    case when client.provisional then '' else coalesce(client.name, '') end as client_name,
    coalesce(client.company, '') as company,
    coalesce((
        select coalesce(o.name, p.operator)
        from talk_part p
        left join operator o on o.id = p.operator
        where p.call_id = c.call_id
        order by p.talk_ms desc, p.start_at
        limit 1
    ), '') as operator_name,
    c.talk_ms,
    coalesce(n.result, '') as result,
    coalesce(n.note, '') as note,
    coalesce(r.status, case when m.call_id is not null then 'ready' end, '') as recording
from call c
left join client on client.id = c.client
left join call_note n on n.call_id = c.call_id
left join recording r on r.call_id = c.call_id
left join voicemail m on m.call_id = c.call_id
where ($2::timestamptz is null or (c.start_at, c.call_id) < ($2, $3::uuid))
    and (
        $1 = ''
        or exists (select from talk_part p where p.call_id = c.call_id and p.operator = $1)
        or (
            c.direction <> 'inbound'
            and exists (select from call_leg l where l.call_id = c.call_id and l.endpoint = $1)
        )
        or (c.missed and exists (select from offer o where o.call_id = c.call_id and o.operator = $1))
        or m.target = $1
        or exists (select from queue_operator q where q.queue = m.target and q.operator = $1)
    )
order by c.start_at desc, c.call_id desc
limit $4;

-- name: api_call_is_of
-- Whether call $1 is operator $2's own (any call that is known, where $2 is empty): so is one with a
-- message for him or for a queue of his. While it has no record yet, the log says so.
select
    ($2 = '' and (
        exists (select from call c where c.call_id = $1)
        or exists (select from log e where e.call_id = $1)
    ))
    or exists (select from talk_part p where p.call_id = $1 and p.operator = $2)
    or exists (
        select
        from call c
        join call_leg l on l.call_id = c.call_id
        where c.call_id = $1 and c.direction <> 'inbound' and l.endpoint = $2
    )
    or exists (
        select
        from call c
        join offer o on o.call_id = c.call_id
        where c.call_id = $1 and c.missed and o.operator = $2
    )
    or exists (
        select
        from voicemail v
        where v.call_id = $1
            and (
                v.target = $2
                or exists (select from queue_operator m where m.queue = v.target and m.operator = $2)
            )
    )
    or (
        not exists (select from call c where c.call_id = $1)
        and exists (
            select
            from log e
            where e.call_id = $1
                and e.type in ('call.offered', 'call.talk_started')
                and e.data ->> 'operator' = $2
        )
    ) as own;

-- name: api_call
select
    c.node, c.revision, c.direction, c.outcome, c.mark, c.reason,
    case when c.withheld then '' else c.caller end as caller,
    case when c.withheld then '' else c.caller_e164 end as caller_e164,
    c.withheld,
    c.dialled, c.queue, c.client,
    case when client.provisional then '' else coalesce(client.name, '') end as client_name,
    coalesce(client.company, '') as company,
    c.start_at as start, c.answer_at as answer, c.end_at as end,
    c.system_ms, c.waiting_ms, c.ringing_ms, c.talking_ms, c.held_ms, c.talk_ms,
    c.missed, c.short, c.after_hours
from call c
left join client on client.id = c.client
where c.call_id = $1;

-- name: api_call_parts
select
    p.operator, coalesce(o.name, '') as operator_name, p.role,
    p.start_at as start, p.end_at as end, p.talk_ms, p.held_ms
from talk_part p
left join operator o on o.id = p.operator
where p.call_id = $1
order by p.start_at, p.leg;

-- name: api_call_offers
select
    f.operator, coalesce(o.name, '') as operator_name, f.visit,
    f.start_at as start, f.end_at as end, f.result
from offer f
left join operator o on o.id = f.operator
where f.call_id = $1
order by f.start_at, f.leg;

-- name: api_call_visits
select
    v.position, v.queue, v.entered_at as entered, v.left_at as left, v.how, v.wait_ms, v.answered_by
from visit v
where v.call_id = $1
order by v.position;

-- name: api_call_decisions
select d.step, d.at, d.kind, d.targets, d.seconds, d.rule, d.why, d.reasons, d.inputs
from routing_decision d
where d.call_id = $1
order by d.step;

-- name: api_call_note
select n.operator, coalesce(o.name, '') as operator_name, n.at, n.result, n.note
from call_note n
left join operator o on o.id = n.operator
where n.call_id = $1;

-- name: api_call_recording
-- What can be heard of it: what was said, else the message that the caller left.
select r.status, r.problem, r.media_type, r.size, r.length_ms, r.expected_ms
from recording r
where r.call_id = $1
union all
select 'ready', '', m.media_type, m.size, m.length_ms, m.length_ms
from voicemail m
where m.call_id = $1 and not exists (select from recording r where r.call_id = $1);

-- name: api_set_note
insert into call_note (call_id, operator, at, result, note)
values ($1, $2, $3, $4, $5)
on conflict (call_id) do update
set operator = excluded.operator, at = excluded.at, result = excluded.result, note = excluded.note;
