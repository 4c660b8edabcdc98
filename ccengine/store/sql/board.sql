-- The supervisor's board: what it begins the day with, and what only the database knows.

-- name: board_alarms
-- The alarms of which a node's log last said that they begin.
select last.queue, last.alarm
from (
    select distinct on (data ->> 'queue', data ->> 'alarm')
           data ->> 'queue' as queue, data ->> 'alarm' as alarm, type
    from log
    where stream = $1 and type in ('board.alarm', 'board.alarm_over')
    order by data ->> 'queue', data ->> 'alarm', seq desc
) last
where last.type = 'board.alarm';

-- name: board_visits
-- The visits of all calls that have one entered since $1.
select c.call_id, c.revision, v.position, v.queue, v.entered_at, v.left_at, v.how, v.wait_ms, v.answered_by
from call c
join visit v using (call_id)
where exists (select from visit w where w.call_id = c.call_id and w.entered_at >= $1)
order by c.call_id, v.position;

-- name: board_owed
-- Missed clients whom nobody has called back, at $1.
select count(*) as open, min(opened_at) as oldest, count(*) filter (where due_at <= $1) as late
from open_promise;

-- name: board_troubles
-- Recordings of calls since $1 that are not what they should be, and events that a webhook never took.
select (
    select count(*) from recording r join call c using (call_id)
    where c.end_at >= $1 and r.status in ('failed', 'missing', 'short')
) as recordings,
(select count(*) from webhook_dead) as dead_letters;
