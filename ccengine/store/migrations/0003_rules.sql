-- The rules, version by version; the newest is in force. Nothing is ever edited in place.
create table rule_book (
    version int primary key check (version > 0),
    at timestamptz not null default now(),
    login text not null,
    comment text not null default '',
    document jsonb not null
);
