-- Recordings: one row per call in which somebody talked, its sound in pieces beside it.

-- name: recorder_call
-- What of a call decides its recording, and whether it has one.
select c.call_id, c.answer_at, c.end_at, r.status
from call c
left join recording r using (call_id)
where c.call_id = $1;

-- name: recorder_legs
select leg, channel, side, endpoint, number, start_at, answered_at, ended_at, cause
from call_leg
where call_id = $1
order by start_at, leg;

-- name: recorder_parts
select operator, leg, role, start_at, end_at, talk_ms, held_ms
from talk_part
where call_id = $1
order by start_at, leg;

-- name: recorder_unrecorded
-- Calls with talk of which nothing is known yet, oldest first.
select c.call_id
from call c
where (c.answer_at is not null or exists (select from talk_part p where p.call_id = c.call_id))
  and not exists (select from recording r where r.call_id = c.call_id)
order by c.start_at
limit $1;

-- name: recorder_calls_of_legs
-- To which sealed calls these legs belong. A leg without a call is not in the answer.
select l.leg, l.call_id, r.status,
       c.answer_at is not null
       or exists (select from talk_part p where p.call_id = c.call_id) as talked
from call_leg l
join call c using (call_id)
left join recording r using (call_id)
where l.leg = any($1::text[]);

-- name: recorder_put
-- The newest finding stands; its pieces follow in the same transaction.
insert into recording (call_id, status, problem, media_type, size, length_ms, expected_ms)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (call_id) do update
set status = excluded.status, problem = excluded.problem, media_type = excluded.media_type,
    size = excluded.size, length_ms = excluded.length_ms, expected_ms = excluded.expected_ms,
    sha256 = null, created = now();

-- name: recorder_drop_pieces
delete from recording_piece where call_id = $1;

-- name: recorder_put_piece
insert into recording_piece (call_id, number, bytes) values ($1, $2, $3);

-- name: recorder_put_sha256
update recording set sha256 = $2 where call_id = $1;

-- name: recorder_head
-- The sound of a call: what was said in it, else the message that the caller left.
select call_id, status, problem, media_type, size, length_ms, expected_ms, sha256, created
from recording r
where r.call_id = $1 and (r.size > 0 or not exists (select from voicemail v where v.call_id = $1))
union all
select call_id, 'ready', '', media_type, size, length_ms, length_ms, sha256, created
from voicemail v
where v.call_id = $1 and not exists (select from recording r where r.call_id = $1 and r.size > 0);

-- name: recorder_piece
select bytes from recording_piece where call_id = $1 and number = $2
union all
select bytes from voicemail_piece
where call_id = $1 and number = $2
  and not exists (select from recording r where r.call_id = $1 and r.size > 0);

-- name: voicemail_target
-- For whom: as was decided, else the queue that the call was for.
select coalesce(
    (
        select d.targets[1] from routing_decision d
        where d.call_id = c.call_id and d.kind = 'voicemail'
        order by d.step desc limit 1
    ),
    c.queue
)
from call c
where c.call_id = $1;

-- name: voicemail_put
insert into voicemail (call_id, target, media_type, size, length_ms, sha256)
values ($1, $2, $3, $4, $5, $6)
on conflict (call_id) do update
set target = excluded.target, media_type = excluded.media_type, size = excluded.size,
    length_ms = excluded.length_ms, sha256 = excluded.sha256, created = now();

-- name: voicemail_drop_pieces
delete from voicemail_piece where call_id = $1;

-- name: voicemail_put_piece
insert into voicemail_piece (call_id, number, bytes) values ($1, $2, $3);
