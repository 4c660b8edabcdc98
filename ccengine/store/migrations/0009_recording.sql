-- What the rules said of a call's recording, and the stretches that are silent in it.

-- The first when the call was routed or placed, a new one wherever it was passed on and something else
-- holds. A consultation's holds for the colleagues who are asked, not for the client's voice.
create table recording_decision (
    call_id uuid not null,
    at timestamptz not null,
    record boolean not null,
    announce boolean not null,
    switchable boolean not null,
    rule text not null,
    why text not null,
    -- Operators for whom a rule of their own holds: {"op104": {"record": false, "why": "...", ...}}.
    apart jsonb not null,
    consultation boolean not null,
    primary key (call_id, at, consultation)
);

-- A stretch of silence. It is open (to_at is null) while it lasts, and for good where nobody ends it.
-- An empty name: a rule did it.
create table recording_pause (
    call_id uuid not null,
    from_at timestamptz not null,
    to_at timestamptz check (to_at >= from_at),
    kind text not null check (kind in ('paused', 'off')),
    paused_by text not null,
    resumed_by text not null default '',
    primary key (call_id, from_at)
);
create unique index recording_pause_open on recording_pause (call_id) where to_at is null;

alter table recording drop constraint recording_status_check;
alter table recording add constraint recording_status_check
    check (status in ('ready', 'short', 'missing', 'failed', 'not_recorded'));
