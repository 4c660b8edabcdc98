import { now } from "../state/clock";
import * as desk from "../state/desk";
import { model } from "../state/link";
import { text } from "../text";

export function Idle() {
  const status = model.value.status;
  const gone = desk.gone.value;
  const closed = status?.status === "paused" || status?.status === "offline";
  return (
    <article class="panel idle">
      <div>
        <h1>{headline(status?.status ?? "", status?.reason ?? "")}</h1>
        <p class="faint">{hint(status?.status ?? "")}</p>
        {closed && (
          <button class="primary" disabled={desk.busy.value.has("status")} onClick={() => desk.setStatus("available")}>
            {text.idle.becomeAvailable}
          </button>
        )}
      </div>
      <div class="idle-foot">
        {gone && <Gone gone={gone} />}
        <p class="keys">
          {text.idle.keys.map(([key, what]) => (
            <span key={key}>
              <kbd>{key}</kbd> {what}
            </span>
          ))}
        </p>
      </div>
    </article>
  );
}

function Gone({ gone }: { gone: desk.Gone }) {
  const how = text.idle.gone[gone.reason] ?? gone.reason;
  const [who, what] = text.idle.last(gone.who, how, text.when(gone.at, now.value));
  return (
    <p class="faint gone">
      <bdi>{who}</bdi>: {what}
    </p>
  );
}

function headline(status: string, reason: string): string {
  switch (status) {
    case "available":
      return text.idle.available;
    case "paused":
      return text.idle.paused(reason);
    case "offline":
      return text.idle.offline;
    case "wrap_up":
      return text.idle.wrap_up;
    case "ringing":
    case "busy":
      return text.idle.busy;
    default:
      return text.idle.unknown;
  }
}

function hint(status: string): string {
  if (status === "available") return text.idle.availableHint;
  if (status === "paused" || status === "offline") return text.idle.closedHint;
  return status === "wrap_up" ? text.idle.wrapUpHint : "";
}
