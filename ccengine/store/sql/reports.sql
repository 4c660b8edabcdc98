-- Reports: aggregates over facts, never over other numbers. Periods are half-open.

-- name: reports_load
-- Per interval: the calls that began in it, and the milliseconds in it during which calls lasted.
-- $1: the borders of the intervals, ascending; interval n lies between border n and border n + 1.
-- A call that began before the period is busy in it and counted in none of its intervals.
with bound as (
    select $1::timestamptz[] as borders,
           ($1::timestamptz[])[1] as first,
           ($1::timestamptz[])[array_length($1::timestamptz[], 1)] as last,
           array_length($1::timestamptz[], 1) - 1 as intervals
), touching as (
    select c.*,
           width_bucket(c.start_at, b.borders) as first_interval,
           width_bucket(c.end_at, b.borders) as last_interval,
           b.borders, b.intervals
    from call c, bound b
    where c.start_at < b.last and c.end_at >= b.first
), share as (
    select t.direction, t.answer_at is not null or t.outcome = 'answered' as answered, t.missed, t.mark, n,
           n = t.first_interval as began,
           extract(epoch from least(t.end_at, t.borders[n + 1]) - greatest(t.start_at, t.borders[n])) * 1000
               as busy_ms
    from touching t,
         generate_series(greatest(t.first_interval, 1), least(t.last_interval, t.intervals)) as n
)
select n as interval,
       count(*) filter (where began) as calls,
       count(*) filter (where began and direction = 'inbound') as inbound,
       count(*) filter (where began and direction = 'outbound') as outbound,
       count(*) filter (where began and direction = 'internal') as internal,
       count(*) filter (where began and answered) as answered,
       count(*) filter (where began and missed) as missed,
       round(sum(busy_ms))::bigint as busy_ms,
       count(*) filter (where began and mark = 'observed') as observed,
       count(*) filter (where began and mark = 'recovered') as recovered,
       count(*) filter (where began and mark = 'unknown') as unknown
from share
group by n
order by n;

-- name: reports_missed
-- Missed calls that began in [$1, $2), each with what became of the duty to call back, and the
-- hours of the number that was dialled first.
select m.call_id, c.start_at, m.ended_at, m.number, c.withheld, c.client,
       coalesce(l.name, '') as client_name,
       coalesce(l.provisional, false) as provisional,
       m.queue, m.short, m.after_hours, c.mark,
       m.obligation, o.opened_at, o.closed_at, coalesce(o.closed_how, '') as closed_how, o.recall_ms,
       coalesce(d.zone, 'UTC') as zone, d.week, coalesce(d.holidays, '{}') as holidays
from missed_call m
join call c using (call_id)
left join obligation o on o.id = m.obligation
left join call f on f.call_id = o.first_call
left join dialled_number d on d.number = f.dialled
left join client l on l.id = coalesce(o.client, nullif(c.client, ''))
where c.start_at >= $1 and c.start_at < $2
order by c.start_at, c.call_id;

-- name: reports_service
-- Per queue, the visits entered in [$1, $2). T and S are the queue's own; a queue that is gone
-- is counted by the defaults.
select v.queue,
       coalesce(q.name, v.queue) as name,
       coalesce(q.threshold_ms, 20000) as threshold_ms,
       coalesce(q.short_ms, 5000) as short_ms,
       count(*) as offered,
       count(*) filter (where v.how = 'abandoned' and v.wait_ms < coalesce(q.short_ms, 5000))
           as short_abandons,
       count(*) filter (where v.how = 'abandoned') as abandoned,
       count(*) filter (where v.how = 'answered') as answered,
       count(*) filter (where v.how = 'answered' and v.wait_ms <= coalesce(q.threshold_ms, 20000))
           as answered_in_time,
       coalesce(sum(v.wait_ms) filter (where v.how = 'answered'), 0)::bigint as answered_wait_ms,
       max(v.wait_ms) as longest_wait_ms,
       count(distinct c.call_id) filter (where c.mark = 'observed') as observed,
       count(distinct c.call_id) filter (where c.mark = 'recovered') as recovered,
       count(distinct c.call_id) filter (where c.mark = 'unknown') as unknown
from visit v
join call c using (call_id)
left join queue q on q.id = v.queue
where v.entered_at >= $1 and v.entered_at < $2
group by v.queue, q.name, q.threshold_ms, q.short_ms
order by v.queue;

-- name: reports_service_marks
-- How well the calls behind those visits are known; a call counts once.
select c.mark, count(*) as calls
from call c
where exists (
    select from visit v where v.call_id = c.call_id and v.entered_at >= $1 and v.entered_at < $2
)
group by c.mark;

-- name: reports_day_calls
-- The calls in which operator $1 had a part, an offer that he did not answer, or that he placed,
-- since $2, the newest first. His own share stands beside each: parts, talk, hold, and the wrap-up
-- that followed his parts.
with own as (
    select p.call_id, count(*) as parts,
           count(*) filter (where p.role <> 'consult') as with_client,
           sum(p.talk_ms)::bigint as own_talk_ms,
           sum(p.held_ms)::bigint as own_held_ms,
           coalesce(sum(w.to_ms - w.from_ms), 0)::bigint as own_wrap_up_ms
    from talk_part p
    left join lateral (
        select i.from_ms, i.to_ms
        from operator_interval i
        where i.operator = p.operator and i.status = 'wrap_up'
            and i.start_at >= p.end_at - interval '1 second'
            and i.start_at < p.end_at + interval '2 seconds'
        order by i.start_at
        limit 1
    ) w on true
    where p.operator = $1 and p.start_at >= $2
    group by p.call_id
), missed as (
    select o.call_id, count(*) as not_answered
    from offer o
    where o.operator = $1 and o.start_at >= $2 and o.result in ('no_answer', 'declined')
    group by o.call_id
), placed as (
    select c.call_id
    from call c
    where c.start_at >= $2 and c.direction <> 'inbound'
        and exists (select from call_leg l where l.call_id = c.call_id and l.endpoint = $1)
)
select
    c.call_id,
    c.start_at as start,
    c.direction,
    c.outcome,
    case
        when c.withheld then ''
        when c.direction = 'outbound' then coalesce(nullif(c.dialled_e164, ''), c.dialled)
        when c.caller_e164 <> '' then c.caller_e164
        else c.caller
    end as number,
    c.withheld,
    case when l.provisional then '' else coalesce(l.name, '') end as client_name,
    coalesce(l.company, '') as company,
    coalesce(n.result, '') as result,
    coalesce(n.note, '') as note,
    coalesce(own.parts, 0) as parts,
    coalesce(own.with_client, 0) > 0 as taken,
    coalesce(own.own_talk_ms, 0) as talk_ms,
    coalesce(own.own_held_ms, 0) as held_ms,
    coalesce(own.own_wrap_up_ms, 0) as wrap_up_ms,
    coalesce(missed.not_answered, 0) as not_answered
from call c
left join own using (call_id)
left join missed using (call_id)
left join client l on l.id = c.client
left join call_note n on n.call_id = c.call_id
where c.call_id in (
    select call_id from own union select call_id from missed union select call_id from placed
)
order by c.start_at desc, c.call_id desc
limit 500;

-- name: reports_day_states
-- So long was operator $1 in each state between $2 and $3.
select status,
       round(sum(extract(epoch from least(end_at, $3) - greatest(start_at, $2)) * 1000))::bigint as ms
from operator_interval
where operator = $1 and end_at > $2 and start_at < $3
group by status;
