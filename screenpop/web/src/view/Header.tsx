import { useState } from "preact/hooks";
import { now } from "../state/clock";
import * as desk from "../state/desk";
import { helping } from "../state/keys";
import { link, model } from "../state/link";
import { addressOf, pages, place } from "../state/place";
import { session } from "../state/session";
import { text } from "../text";
import { Status } from "./Status";

export function Header() {
  const user = session.value!.user;
  return (
    <header class="bar">
      <strong class="own-name">
        <bdi>{user.name || user.login}</bdi>
      </strong>
      {user.operator ? <OwnStatus /> : <span class="line">{text.link.none}</span>}
      {user.operator && <Dial />}
      <span class="gap" />
      {user.operator && <Line />}
      {pages.value[0] && (
        <a class="button quiet" href={addressOf(place.value ? "" : pages.value[0])} aria-keyshortcuts="G">
          {place.value ? text.header.desk : text.header.administration}
        </a>
      )}
      <button class="quiet help" onClick={() => (helping.value = true)} aria-label={text.header.shortcuts}>
        ?
      </button>
      <button class="quiet" onClick={desk.leave}>
        {text.header.logout}
      </button>
    </header>
  );
}

function OwnStatus() {
  const own = model.value.status;
  const waits = desk.busy.value.has("status");
  return (
    <div class="own-status" role="group" aria-label={text.header.status}>
      <span class="own-state">
        <Status status={own?.status ?? ""} reason={own?.reason ?? ""} />
        <span class="age">{own ? text.age(now.value - own.since) : ""}</span>
      </span>
      <span class="switch">
        <button
          aria-pressed={own?.status === "available"}
          disabled={waits}
          onClick={() => desk.setStatus("available")}
        >
          {text.status.available}
        </button>
        <select
          class={own?.status === "paused" ? "pressed" : ""}
          aria-label={text.status.paused!}
          disabled={waits}
          value=""
          onChange={(event) => {
            const reason = event.currentTarget.value;
            event.currentTarget.value = "";
            event.currentTarget.blur();
            void desk.setStatus("paused", reason);
          }}
        >
          <option value="" hidden>
            {text.header.pause}
          </option>
          {text.header.pauseReasons.map((reason) => (
            <option key={reason}>{reason}</option>
          ))}
        </select>
        <button aria-pressed={own?.status === "offline"} disabled={waits} onClick={() => desk.setStatus("offline")}>
          {text.status.offline}
        </button>
      </span>
    </div>
  );
}

function Line() {
  const state = link.value;
  const words = state.state === "lost" ? text.link.lost(text.age(now.value - state.since)) : text.link[state.state];
  return (
    <span class={`line line-${state.state}`} role="status" aria-live={state.state === "lost" ? "off" : "polite"}>
      {words}
    </span>
  );
}

function Dial() {
  const [to, setTo] = useState("");
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).querySelector("input")!;
    if (to.trim() && (await desk.placeCall(to.trim()))) {
      setTo("");
      field.blur();
    }
  }
  return (
    <form class="dial" onSubmit={submit}>
      <input
        data-dial
        type="tel"
        autocomplete="off"
        maxLength={40}
        placeholder={text.header.call}
        aria-label={text.header.call}
        value={to}
        onInput={(event) => setTo(event.currentTarget.value)}
      />
      <button disabled={!to.trim() || desk.busy.value.has("place")}>{text.header.callButton}</button>
    </form>
  );
}
