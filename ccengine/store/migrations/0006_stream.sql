-- Webhooks: where events are posted to, how far each has come, what waits, and what was given up.
create table webhook (
    id bigint generated always as identity primary key,
    url text not null check (url ~ '^https?://' and length(url) <= 2000),
    secret text not null check (length(secret) >= 32),
    -- empty: all types
    types text[] not null default '{}',
    active boolean not null default true,
    created timestamptz not null,
    -- One courier at a time, of whichever process; he says again and again that he is there.
    holder text not null default '',
    held_until timestamptz not null default '-infinity'
);

-- Up to here entries of the stream were looked at; those that are wanted are waiting, or were sent.
create table webhook_cursor (
    webhook bigint not null references webhook on delete cascade,
    stream text not null,
    seq bigint not null,
    primary key (webhook, stream)
);

-- A lane is a call, or the stream for what belongs to no call: within it the order is kept.
create table webhook_waiting (
    id bigint generated always as identity primary key,
    webhook bigint not null references webhook on delete cascade,
    lane text not null,
    stream text not null,
    seq bigint not null,
    taken timestamptz not null,
    unique (webhook, stream, seq),
    foreign key (stream, seq) references log on delete cascade
);
create index webhook_waiting_order on webhook_waiting (webhook, id);

-- Lanes whose first entry was refused; the others of the lane wait behind it.
create table webhook_lane (
    webhook bigint not null references webhook on delete cascade,
    lane text not null,
    attempts int not null check (attempts >= 1),
    due timestamptz not null,
    problem text not null,
    primary key (webhook, lane)
);

create table webhook_dead (
    webhook bigint not null references webhook on delete cascade,
    stream text not null,
    seq bigint not null,
    died timestamptz not null,
    attempts int not null,
    problem text not null,
    primary key (webhook, stream, seq),
    foreign key (stream, seq) references log on delete cascade
);

-- What all processes of one installation must know alike and nobody else may, by name.
create table secret (
    name text primary key,
    value bytea not null check (length(value) >= 32)
);
