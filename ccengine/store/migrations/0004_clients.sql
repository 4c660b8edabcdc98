-- One number of several clients: whom the operators chose for it, once.
create table number_choice (
    e164 text primary key check (e164 ~ '^\+[0-9]{3,15}$'),
    client text not null references client on delete cascade,
    login text not null,
    at timestamptz not null default now()
);

-- A client who was merged into another: his id goes on meaning somebody.
create table client_merged (
    old text primary key,
    into_client text not null references client on delete cascade,
    login text not null default '',
    at timestamptz not null default now(),
    was jsonb not null
);
