-- What the rules said of recordings, and the stretches that are silent in them.

-- name: recording_decision_insert
insert into recording_decision (call_id, at, record, announce, switchable, rule, why, reasons, apart, consultation)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict do nothing;

-- name: recording_decisions
select at, record, announce, switchable, rule, why, reasons, apart, consultation
from recording_decision
where call_id = $1
order by at, consultation;

-- name: recording_pause_end
update recording_pause
set to_at = $2, resumed_by = $3
where call_id = $1 and to_at is null and from_at < $2;

-- name: recording_pause_begin
insert into recording_pause (call_id, from_at, kind, paused_by) values ($1, $2, $3, $4)
on conflict do nothing;

-- name: recording_pauses
select from_at as start, to_at as end, kind, paused_by, resumed_by
from recording_pause
where call_id = $1
order by from_at;
