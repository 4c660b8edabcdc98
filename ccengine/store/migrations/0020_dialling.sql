-- What operators may call, and how much of it, is part of the house. One row, or none yet: then nothing
-- outside the house is called, until the first start writes what the settings begin with.
create table dialling (
    single boolean primary key default true check (single),
    allowed text[] not null
        check (array_to_string(allowed, ',', '') ~ '^([+][1-9][0-9]{0,14}(,[+][1-9][0-9]{0,14})*)?$'),
    per_hour int not null check (per_hour between 1 and 10000),
    at_once int not null check (at_once between 1 and 100),
    first text not null check (first in ('operator', 'client')),
    version int not null default 1
);
