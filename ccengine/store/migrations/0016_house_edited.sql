-- The house is edited entry by entry: each has a version, so that who was slower is told.

-- Departments have a name of their own; what operators and queues called theirs stays its id.
create table department (
    id text primary key check (id <> ''),
    name text not null check (name <> ''),
    version int not null default 1
);
insert into department (id, name)
select named, named
from (select department as named from operator union select department from queue) as words
where named <> '';

alter table operator alter department drop not null, alter department drop default;
update operator set department = null where department = '';
alter table operator
    add foreign key (department) references department,
    add version int not null default 1;

-- A queue need not have a number that is dialled from inside.
alter table queue alter department drop not null, alter department drop default;
update queue set department = null where department = '';
alter table queue
    add foreign key (department) references department,
    add version int not null default 1,
    alter extension drop not null;

alter table dialled_number add version int not null default 1;
alter table pause_reason add version int not null default 1;

-- One row. Whoever changes the house locks it first: changes follow one another. `version` counts them;
-- `results` are the words for how a call went (none: those of the settings).
create table house (
    single boolean primary key default true check (single),
    version int not null default 1,
    results text[] not null default '{}',
    results_version int not null default 1
);
insert into house default values;

-- A login may wait for its first password, which its owner sets by an address that is good once.
alter table login
    alter password_hash drop not null,
    add column if not exists locked boolean not null default false,
    add version int not null default 1,
    add created timestamptz not null default now();

create table login_link (
    token_hash bytea primary key check (length(token_hash) = 32),
    login text not null unique references login on delete cascade,
    expires timestamptz not null
);
