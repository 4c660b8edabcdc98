-- Why a call was sent where it was, as data, so that each reader is told in his own language. Decisions
-- made before have their sentence only.
alter table routing_decision add reasons jsonb not null default '[]';
alter table recording_decision add reasons jsonb not null default '[]';
