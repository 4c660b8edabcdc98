-- Clients of a CRM: found by name, one number of several, merged.

-- `words` is what a client is found by, `name_key` what two records of one client have in common;
-- both are made of his name and company (ccengine/core/names.py). What stood here before gets its
-- own when he is next put; until then the small letters of his name must do.
alter table client
    add words text not null default '',
    add name_key text not null default '';
update client set words = lower(name || ' ' || company) where not provisional;
create index client_words on client using gin (to_tsvector('simple', words));
create index client_name_key on client (name_key, id) where name_key <> '';
create index client_phone_client on client_phone (client);

-- One number of several clients: whom the operators chose for it, once. A client who loses the
-- number is no longer its choice.
create table number_choice (
    e164 text primary key,
    client text not null,
    login text not null,
    at timestamptz not null default now(),
    foreign key (e164, client) references client_phone on delete cascade
);
create index number_choice_client on number_choice (client);

-- Whose call it was, where an operator has said so: also before the call has a record, and for
-- every later revision of it.
create table call_choice (
    call_id uuid primary key,
    client text not null references client on delete cascade,
    login text not null,
    at timestamptz not null default now()
);
create index call_choice_client on call_choice (client);

-- A client who was merged into another: his id goes on meaning somebody.
create table client_merged (
    old text primary key,
    into_client text not null references client on delete cascade,
    login text not null default '',
    at timestamptz not null default now(),
    was jsonb not null
);
create index client_merged_into on client_merged (into_client);

-- Clients of a file on their way in: one import at a time fills it, and leaves it empty. It is not
-- logged: after a crash the file is simply read again.
create unlogged table client_staged (
    line int not null,
    id text not null,
    name text not null,
    company text not null,
    responsible text,
    deputy text,
    language text not null,
    priority int not null,
    consent text not null,
    document_url text not null,
    report_url text not null,
    card jsonb not null,
    words text not null,
    name_key text not null,
    phones text[] not null
);
create index client_staged_id on client_staged (id, line);
