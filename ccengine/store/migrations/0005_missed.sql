-- The worklist: who has taken an obligation on, until when it sleeps, how far it was escalated.
alter table obligation
    add claimed_by text references operator,
    add claimed_at timestamptz,
    add wake_at timestamptz,
    add due_at timestamptz,
    add escalated int not null default 0 check (escalated between 0 and 2),
    add attempts int not null default 0 check (attempts >= 0),
    add check ((claimed_by is null) = (claimed_at is null));
create index obligation_due on obligation (due_at) where closed_at is null;
