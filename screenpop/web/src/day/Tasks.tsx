import { useState } from "preact/hooks";
import type { TaskRow } from "../generated/messages";
import { now } from "../state/clock";
import { busy } from "../state/desk";
import { inAnHour } from "../state/soon";
import { add, isLate, setDone, tasks } from "../state/tasks";
import { text } from "../text";
import { moment, wall } from "../text/format";
import { Moment } from "../view/Moment";
import { Number } from "../view/Number";

export const LONGEST_TASK = 500;

export function Tasks() {
  const rows = tasks.value ?? [];
  const open = rows.filter((task) => !task.done);
  const done = rows.filter((task) => task.done);
  return (
    <section class="panel list day-tasks" aria-labelledby="day-tasks">
      <h2 id="day-tasks">
        {text.day.tasks} {open.length > 0 && <span class="count">{open.length}</span>}
      </h2>
      {open.length === 0 && <p class="faint empty">{text.day.noTasks}</p>}
      <ul>
        {open.map((task) => (
          <Line key={task.id} task={task} />
        ))}
      </ul>
      {done.length > 0 && (
        <details class="day-done">
          <summary>
            {text.day.doneToday} <span class="count">{done.length}</span>
          </summary>
          <ul>
            {done.map((task) => (
              <Line key={task.id} task={task} />
            ))}
          </ul>
        </details>
      )}
      <NewTask />
    </section>
  );
}

function Line({ task }: { task: TaskRow }) {
  return (
    <li class={task.done ? "day-task done" : "day-task"}>
      <label>
        <input
          type="checkbox"
          checked={task.done > 0}
          disabled={busy.value.has(`task-${task.id}`)}
          aria-label={text.day.markDone(task.text)}
          onChange={(event) => setDone(task, event.currentTarget.checked)}
        />
        <span>
          <bdi class="task-words">{task.text}</bdi>
          <span class="faint parts">
            <time>{text.when(task.due, now.value)}</time>
            {isLate(task) && <strong class="late">{text.day.late}</strong>}
            {task.client_name && <bdi>{task.client_name}</bdi>}
          </span>
        </span>
      </label>
      <Number value={task.number} />
    </li>
  );
}

function NewTask() {
  const [words, setWords] = useState("");
  const [due, setDue] = useState(() => wall(inAnHour()));
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (await add(words.trim(), moment(due))) setWords("");
  }
  return (
    <form class="day-new" onSubmit={submit}>
      <input
        data-task
        dir="auto"
        maxLength={LONGEST_TASK}
        aria-label={text.day.task}
        placeholder={text.day.task}
        value={words}
        onInput={(event) => setWords(event.currentTarget.value)}
      />
      <Moment label={text.day.due} value={due} set={setDue}>
        <button class="primary" disabled={!words.trim() || !due || busy.value.has("task")}>
          {text.day.add}
        </button>
      </Moment>
    </form>
  );
}
