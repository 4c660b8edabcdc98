-- What this CRM core keeps, in a database of its own. Nothing here belongs to ccengine.
create schema if not exists crm;

-- How far the stream has been read. One row.
create table if not exists crm.position (
    one boolean primary key default true check (one),
    position text not null
);

-- Every event that was dealt with, by its id: the same one again is passed over.
create table if not exists crm.event (
    id text primary key,
    type text not null,
    at timestamptz not null
);

-- A call may first be heard of by its note, its recording or its record, so all but its id may be
-- missing for a while.
create table if not exists crm.call (
    call_id uuid primary key,
    revision int,
    client text,
    direction text,
    outcome text,
    start_at timestamptz,
    talk_ms int,
    note text,
    result text,
    recording_ms int
);

-- Clients whom we promised to call back; closed_how is empty while the promise is open.
create table if not exists crm.promise (
    id bigint primary key,
    client text not null,
    closed_how text
);
