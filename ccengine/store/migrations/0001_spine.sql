-- The spine: log, facts, directory, access. Times are timestamptz (milliseconds), durations integer ms.

-- Who may write for a node: one engine at a time. Every append checks the epoch.
create table node_lease (
    node text primary key,
    epoch bigint not null,
    holder text not null,
    until timestamptz not null
);

-- The log: one stream per node (sequence from its engine), and `desk` (sequence from the counter).
create table log (
    stream text not null,
    seq bigint not null,
    at timestamptz not null,
    type text not null,
    call_id uuid,
    data jsonb not null,
    primary key (stream, seq)
);
create index log_call on log (call_id) where call_id is not null;
create index log_type on log (stream, type, at);

create table stream_counter (
    stream text primary key,
    seq bigint not null
);
insert into stream_counter values ('desk', 0);

-- Directory -----------------------------------------------------------------------------------
create table operator (
    id text primary key check (id ~ '^[A-Za-z0-9_]+$'),
    name text not null,
    extension text not null unique check (extension ~ '^[0-9]+$'),
    department text not null default '',
    answer_url text not null default ''
);

create table queue (
    id text primary key check (id ~ '^[A-Za-z0-9_]+$'),
    name text not null,
    department text not null default '',
    extension text not null unique check (extension ~ '^[0-9]+$'),
    strategy text not null default 'ringall',
    ring_s int not null default 20,
    wait_s int not null default 300,
    wrap_up_s int not null default 0,
    threshold_ms int not null default 20000,
    short_ms int not null default 5000,
    short_opens_obligation boolean not null default false,
    after_hours_opens_obligation boolean not null default true
);

create table queue_operator (
    queue text not null references queue on delete cascade,
    operator text not null references operator on delete cascade,
    primary key (queue, operator)
);

create table dialled_number (
    number text primary key check (number ~ '^[0-9]+$'),
    name text not null,
    queue text not null references queue,
    zone text not null default 'UTC',
    -- per weekday (0 Monday) a list of [from, to) in minutes of the day; null: always open
    week jsonb,
    holidays text[] not null default '{}',
    ring_s int not null default 20,
    static_route text[] not null default '{}'
);

create table client (
    id text primary key,
    name text not null,
    company text not null default '',
    responsible text references operator,
    deputy text references operator,
    language text not null default '',
    card jsonb not null default '{}',
    provisional boolean not null default false
);

create table client_phone (
    e164 text not null check (e164 ~ '^\+[0-9]{3,15}$'),
    client text not null references client on delete cascade,
    primary key (e164, client)
);

-- Access --------------------------------------------------------------------------------------
create table login (
    name text primary key,
    password_hash text not null,
    role text not null check (role in ('operator', 'supervisor', 'admin', 'crm')),
    operator text references operator
);

create table session (
    token_hash bytea primary key,
    login text not null references login on delete cascade,
    csrf text not null,
    created timestamptz not null default now(),
    expires timestamptz not null
);

create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    login text not null,
    action text not null,
    subject text not null default '',
    detail jsonb not null default '{}'
);

-- Facts ---------------------------------------------------------------------------------------
-- One final record per call is the primary key; earlier revisions are kept beside it.
create table call (
    call_id uuid primary key,
    node text not null,
    revision int not null default 1 check (revision >= 1),
    direction text not null check (direction in ('inbound', 'outbound', 'internal')),
    outcome text not null,
    mark text not null check (mark in ('observed', 'recovered', 'unknown')),
    reason text not null default '',
    caller text not null,
    caller_e164 text not null default '',
    withheld boolean not null default false,
    dialled text not null,
    dialled_e164 text not null default '',
    queue text not null default '',
    client text not null default '',
    start_at timestamptz not null,
    answer_at timestamptz,
    end_at timestamptz not null check (end_at >= start_at),
    system_ms int not null,
    waiting_ms int not null,
    ringing_ms int not null,
    talking_ms int not null,
    held_ms int not null,
    talk_ms int not null,
    missed boolean not null,
    short boolean not null default false,
    after_hours boolean not null default false,
    check (direction <> 'inbound' or missed = (answer_at is null)),
    check (system_ms + waiting_ms + ringing_ms + talking_ms + held_ms
           = round(extract(epoch from (end_at - start_at)) * 1000))
);
create index call_start on call (start_at);
create index call_client on call (client, start_at desc) where client <> '';
create index call_talk on call (client, answer_at) where client <> '' and answer_at is not null;

create table call_revision (
    call_id uuid not null,
    revision int not null,
    recorded timestamptz not null default now(),
    record jsonb not null,
    primary key (call_id, revision)
);

create table call_leg (
    call_id uuid not null references call on delete cascade,
    leg text not null,
    channel text not null,
    side text not null,
    endpoint text not null,
    number text not null,
    start_at timestamptz not null,
    answered_at timestamptz,
    ended_at timestamptz,
    cause int not null,
    primary key (call_id, leg)
);

create table visit (
    call_id uuid not null references call on delete cascade,
    position int not null,
    queue text not null,
    entered_at timestamptz not null,
    left_at timestamptz not null,
    how text not null,
    wait_ms int not null,
    answered_by text not null default '',
    primary key (call_id, position)
);
create index visit_entered on visit (entered_at);

create table offer (
    call_id uuid not null references call on delete cascade,
    leg text not null,
    operator text not null,
    visit int not null,
    start_at timestamptz not null,
    end_at timestamptz not null,
    result text not null,
    primary key (call_id, leg, start_at)
);

create table talk_part (
    call_id uuid not null references call on delete cascade,
    leg text not null,
    start_at timestamptz not null,
    end_at timestamptz not null,
    operator text not null,
    role text not null,
    talk_ms int not null,
    held_ms int not null,
    primary key (call_id, leg, start_at)
);

-- One operator is in one state at a time. The constraint needs no extension: each operator has a
-- lane of 2^42 milliseconds (139 years from 1970) on one axis, and his intervals are ranges in it.
-- Half-open ranges may touch; ranges of two operators never meet.
create table operator_lane (
    operator text primary key,
    lane int generated always as identity (minvalue 0 start with 0 maxvalue 2097150) unique,
    unique (operator, lane)
);

create table operator_interval (
    operator text not null,
    lane int not null,
    status text not null
        check (status in ('offline', 'available', 'ringing', 'busy', 'wrap_up', 'paused')),
    reason text not null default '',
    start_at timestamptz not null,
    end_at timestamptz not null check (end_at > start_at),
    from_ms bigint not null check (from_ms between 0 and 4398046511103),
    to_ms bigint not null check (to_ms between 0 and 4398046511103),
    primary key (operator, start_at),
    foreign key (operator, lane) references operator_lane (operator, lane),
    check (from_ms = round(extract(epoch from start_at) * 1000)),
    check (to_ms = round(extract(epoch from end_at) * 1000)),
    constraint operator_interval_overlap exclude using gist (
        int8range(lane * 4398046511104 + from_ms, lane * 4398046511104 + to_ms) with &&
    )
);
create index operator_interval_start on operator_interval (start_at);

create table routing_decision (
    call_id uuid not null,
    step int not null,
    at timestamptz not null,
    kind text not null,
    targets text[] not null,
    seconds int not null,
    rest jsonb not null,
    rule text not null,
    why text not null,
    inputs jsonb not null,
    primary key (call_id, step)
);

create table obligation (
    id bigint generated always as identity primary key,
    client text not null references client,
    number text not null,
    queue text not null default '',
    opened_at timestamptz not null,
    first_call uuid not null,
    closed_at timestamptz,
    closed_by_call uuid,
    closed_how text check (closed_how in ('talk', 'spam', 'unreachable', 'supervisor', 'corrected')),
    -- From the end of the first missed call to the start of the talk that closed it.
    recall_ms bigint check (recall_ms >= 0),
    check ((closed_at is null) = (closed_how is null)),
    check ((closed_how = 'talk') = (closed_by_call is not null))
);
create index obligation_client on obligation (client, opened_at);
create index obligation_opened on obligation (opened_at);
-- At most one open obligation per client.
create unique index obligation_open on obligation (client) where closed_at is null;

create table missed_call (
    call_id uuid primary key references call on delete cascade,
    obligation bigint references obligation,
    number text not null,
    queue text not null default '',
    ended_at timestamptz not null,
    short boolean not null,
    after_hours boolean not null
);
create index missed_call_obligation on missed_call (obligation);
create index missed_call_ended on missed_call (ended_at);

-- What a log entry said that could not become a fact: kept, counted, shown by `doctor`.
create table unprojected (
    stream text not null,
    seq bigint not null,
    problem text not null,
    at timestamptz not null default now(),
    primary key (stream, seq),
    foreign key (stream, seq) references log
);

create table call_note (
    call_id uuid primary key,
    operator text not null,
    at timestamptz not null default now(),
    result text not null default '',
    note text not null default ''
);

create table recording (
    call_id uuid primary key,
    status text not null check (status in ('ready', 'short', 'missing', 'failed')),
    problem text not null default '',
    media_type text not null default '',
    size bigint not null default 0,
    length_ms int not null default 0,
    expected_ms int not null default 0,
    sha256 bytea,
    created timestamptz not null default now()
);

create table recording_piece (
    call_id uuid not null references recording on delete cascade,
    number int not null,
    bytes bytea not null,
    primary key (call_id, number)
);
