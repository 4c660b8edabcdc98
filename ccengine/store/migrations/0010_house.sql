-- What a house decides beside who sits where: kinds of phones, reasons for a pause, results, alarms.
alter table operator
    add phone text not null default 'desk' check (phone in ('desk', 'browser'));

alter table queue
    add results text[] not null default '{}',
    add alarm_waiting int not null default 0 check (alarm_waiting >= 0),
    add alarm_level int not null default 0 check (alarm_level between 0 and 100);

create table pause_reason (
    id text primary key check (id ~ '^[A-Za-z0-9_]+$'),
    position int not null,
    name text not null,
    limit_s int not null default 0 check (limit_s >= 0)
);
