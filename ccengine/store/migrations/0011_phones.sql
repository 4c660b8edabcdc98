-- Passwords of phones in browsers are derived from a key and a generation, so none is stored. Whoever
-- leaves takes his password with him: the generation of his operator counts up. A row outlives its
-- operator, so that a name that comes back does not bring an old password with it.
create table phone_password (
    operator text primary key,
    generation bigint not null check (generation > 0)
);

create function phone_password_renew(who text) returns void language sql as $$
    insert into phone_password values (who, 1)
    on conflict (operator) do update set generation = phone_password.generation + 1;
$$;

-- However a session ends (logout, a new password, its time), it ends here.
create function session_ended() returns trigger language plpgsql as $$
begin
    perform phone_password_renew(operator) from login where name = old.login and operator is not null;
    return null;
end $$;
create trigger session_ended after delete on session
    for each row execute function session_ended();

alter table login add locked boolean not null default false;

-- A login that is gone or has become another operator's has no session of his that could still end so.
create function login_left() returns trigger language plpgsql as $$
begin
    perform phone_password_renew(old.operator);
    return null;
end $$;
create trigger login_removed after delete on login
    for each row when (old.operator is not null) execute function login_left();
create trigger login_left after update on login
    for each row when (old.operator is not null and new.operator is distinct from old.operator)
    execute function login_left();

-- What each PBX has in force, as its keeper says: it writes here, the others look. `beat`: it lives.
create table node_files (
    node text primary key,
    house bigint not null default -1,
    rules bigint not null default -1,
    phones bigint not null default -1,
    trouble text not null default '',
    since timestamptz not null default now(),
    beat timestamptz not null default now()
);
