// The bar at the top: where one is, how one is, whom one calls, whether the line holds.

import { now } from "../state/clock";
import * as desk from "../state/desk";
import { open } from "../state/keys";
import { link } from "../state/link";
import { session } from "../state/session";
import { outdated } from "../state/upgrade";
import { text } from "../text";
import { Dial } from "./Dial";
import { Nav } from "./Nav";
import { OwnStatus } from "./OwnStatus";
import { PhoneBadge } from "./PhoneBadge";

export function Header() {
  const user = session.value!.user;
  return (
    <header class="bar">
      <Nav />
      {user.operator && <OwnStatus />}
      {user.operator && <Dial />}
      <div class="bar-end">
        <PhoneBadge />
        <Newer />
        {!user.operator && <span class="line">{text.link.none}</span>}
        <Line />
        <You />
      </div>
    </header>
  );
}

/** A newer page is one load away; not in the middle of a call, which may be a call of this browser. */
function Newer() {
  if (!outdated.value || desk.cards.value.some((card) => card.state !== "ended")) return null;
  return (
    <button class="quiet" onClick={() => location.reload()}>
      {text.header.newer}
    </button>
  );
}

/** What is one's own: the name, and behind it what is rarely needed. */
function You() {
  const user = session.value!.user;
  const shut = (act: () => unknown) => (): void => {
    document.getElementById("you")?.hidePopover();
    void act();
  };
  return (
    <div class="you">
      <button class="quiet own-name" popovertarget="you" title={user.name || user.login}>
        <bdi>{user.name || user.login}</bdi>
      </button>
      <div id="you" class="panel menu" popover="auto" aria-label={text.header.menu} role="group">
        <button class="quiet" aria-keyshortcuts="?" onClick={shut(() => (open.value = "help"))}>
          {text.shortcuts.heading} <kbd aria-hidden="true">?</kbd>
        </button>
        <button class="quiet" aria-keyshortcuts="," onClick={shut(() => (open.value = "settings"))}>
          {text.settings.heading} <kbd aria-hidden="true">,</kbd>
        </button>
        <button class="quiet" onClick={shut(() => desk.leave())}>
          {text.header.logout}
        </button>
        {user.operator && (
          <button class="quiet" onClick={shut(() => desk.leave(true))}>
            {text.presence.leave}
          </button>
        )}
      </div>
    </div>
  );
}

function Line() {
  const state = link.value;
  const words = state.state === "lost" ? text.link.lost(text.age(now.value - state.since)) : text.link[state.state];
  return (
    <span class={`line line-${state.state}`} role="status" aria-live={state.state === "lost" ? "off" : "polite"}>
      <span class="line-words">{words}</span>
    </span>
  );
}
