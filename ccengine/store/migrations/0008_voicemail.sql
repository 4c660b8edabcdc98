-- Messages that callers left: one per call at most, the newest. `target` is the queue or operator it
-- is for, as the routing decision says; empty where nobody was there to decide.
create table voicemail (
    call_id uuid primary key references call on delete cascade,
    target text not null default '',
    media_type text not null,
    size bigint not null check (size > 0),
    length_ms int not null check (length_ms > 0),
    sha256 bytea not null check (length(sha256) = 32),
    created timestamptz not null default now()
);

create table voicemail_piece (
    call_id uuid not null references voicemail on delete cascade,
    number int not null,
    bytes bytea not null,
    primary key (call_id, number)
);
