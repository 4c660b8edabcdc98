-- What rules, cards and promises ask of clients, operators and queues.
alter table client
    add priority int not null default 0 check (priority between 0 and 9),
    add consent text not null default '' check (consent in ('', 'yes', 'no')),
    add document_url text not null default '',
    add report_url text not null default '';

alter table operator
    add skills text[] not null default '{}',
    add languages text[] not null default '{}';

alter table queue
    add announce_s int not null default 0 check (announce_s >= 0),
    add offers_callback boolean not null default false,
    add recall_limit_s int not null default 3600 check (recall_limit_s > 0);
