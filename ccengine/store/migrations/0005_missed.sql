-- The worklist: who has taken a promise on, until when it sleeps, when it is due, who has heard of it.
alter table obligation
    -- When the queue's limit of working time has passed.
    add due_at timestamptz,
    add claimed_by text references operator,
    add claimed_at timestamptz,
    add claimed_until timestamptz,
    -- Put off until then. `woken`: its time has come, and the desk was told.
    add wake_at timestamptz,
    add woken boolean not null default false,
    add reminder text not null default '',
    -- 1: the operators were told that it is late; 2: the supervisors too. `mailed`: by letter.
    add escalated int not null default 0 check (escalated between 0 and 2),
    add mailed boolean not null default false,
    -- The login of who closed it with a reason, and his words.
    add closed_by text not null default '',
    add closed_reason text not null default '',
    add constraint obligation_claim check (
        (claimed_by is null) = (claimed_at is null) and (claimed_by is null) = (claimed_until is null)
    ),
    -- What sleeps is somebody's, and what is closed is nobody's.
    add constraint obligation_sleep check (wake_at is null or claimed_by is not null),
    add constraint obligation_over check (closed_at is null or claimed_by is null);

-- What was open before there were limits is due an hour after it was opened.
update obligation set due_at = opened_at + interval '1 hour';
alter table obligation alter due_at set not null;

create index obligation_due on obligation (due_at) where closed_at is null and escalated < 2;
create index obligation_claimed on obligation (claimed_until) where claimed_by is not null;
create index obligation_wake on obligation (wake_at) where wake_at is not null and not woken;

-- What the desk knows of an open promise. Who should call: who has taken it on, else the client's
-- responsible, else everybody of the queue.
create view open_promise as
select b.*,
       case
           when b.claimed_by is not null then array[b.claimed_by]
           when c.responsible is not null then array[c.responsible]
           else array(select m.operator from queue_operator m where m.queue = b.queue order by m.operator)
       end as callers,
       b.wake_at is not null and not b.woken as sleeping
from obligation b
join client c on c.id = b.client
where b.closed_at is null;

-- Calls to the client since then in which nobody talked to him, whoever placed them and however;
-- where the operator did not pick up himself, nobody was called.
create view recall_attempt as
select b.id as obligation, c.call_id, c.start_at, c.outcome,
       coalesce((
           select l.endpoint from call_leg l
           where l.call_id = c.call_id and l.side = 'inside'
           order by l.start_at limit 1
       ), '') as operator
from obligation b
join call c on c.client = b.client and c.client <> ''
where c.direction = 'outbound' and c.answer_at is null
  and c.start_at >= b.opened_at and (b.closed_at is null or c.start_at < b.closed_at)
  and exists (select from call_leg l where l.call_id = c.call_id and l.side = 'outside');
