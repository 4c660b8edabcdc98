-- What operators have to do. A task is its operator's alone.

-- name: tasks
-- The open ones of operator $1, and those done since $2: what is due first comes first.
select t.id, t.text, t.due_at as due, t.made_at as made, t.done_at as done, t.call_id,
       coalesce(c.client, '') as client,
       case when l.provisional then '' else coalesce(l.name, '') end as client_name,
       coalesce(l.company, '') as company,
       case
           when c.call_id is null or c.withheld then ''
           when c.direction = 'outbound' then coalesce(nullif(c.dialled_e164, ''), c.dialled)
           when c.caller_e164 <> '' then c.caller_e164
           else c.caller
       end as number
from task t
left join call c on c.call_id = t.call_id
left join client l on l.id = c.client
where t.operator = $1 and (t.done_at is null or t.done_at >= $2)
order by t.done_at is not null, t.due_at, t.id
limit 500;

-- name: task_hold
select operator, text, due_at, call_id, done_at from task where id = $1 for update;

-- name: task_put
insert into task (id, operator, text, due_at, call_id, made_at) values ($1, $2, $3, $4, $5, $6)
on conflict (id) do update set text = excluded.text, due_at = excluded.due_at;

-- name: task_done
-- $2: when, or null where it is open again.
update task set done_at = $2 where id = $1;
