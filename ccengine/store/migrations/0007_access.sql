-- Tokens of programs: long-lived, named, each with the permissions it was made for. Only the hash is
-- kept, so a token is shown once. What was done with it stands in the audit as `token:NAME`.

create table api_token (
    name text primary key check (name ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
    token_hash bytea not null unique check (length(token_hash) = 32),
    scopes text[] not null check (cardinality(scopes) > 0),
    created timestamptz not null default now(),
    created_by text not null,
    expires timestamptz check (expires > created),
    last_used timestamptz
);
