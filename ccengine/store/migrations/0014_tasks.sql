-- What an operator has to do after a call, and by when. The page names a task (its id), so that one
-- sent twice after a lost answer is still one.
create table task (
    id uuid primary key,
    operator text not null references operator on delete cascade,
    text text not null check (length(text) between 1 and 500),
    due_at timestamptz not null,
    -- The call that it came of, where there was one.
    call_id uuid,
    made_at timestamptz not null,
    done_at timestamptz
);
create index task_open on task (operator, due_at) where done_at is null;

-- An operator's own day is read by operator and time.
create index talk_part_operator on talk_part (operator, start_at);
create index offer_operator on offer (operator, start_at);
