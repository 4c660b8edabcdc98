// The supervisor's board: the floor as it is this second, and what can be done about it.

import "./board.css";
import "./tiles.css";
import "./people.css";
import "./wall.css";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { useKeys, type KeyGroup } from "../state/keys";
import { alone, go } from "../state/place";
import { text } from "../text";
import { heed, latest } from "./alarm";
import { Bar } from "./Bar";
import { Calls } from "./Calls";
import { choice, shownQueues } from "./choice";
import { Figures } from "./Figures";
import { moveFocus } from "./move";
import { People } from "./People";
import { version } from "./rows";
import { Summary } from "./Summary";
import { Tile } from "./Tile";
import { Truth } from "./Truth";
import { Wall } from "./Wall";
import { refusal, staleSince, watch } from "./watch";

const KEYS: KeyGroup = {
  id: "board",
  keys: [
    { code: "", shows: "← ↑ → ↓", says: () => text.board.keys.move },
    { code: "", shows: "Enter", says: () => text.board.keys.open },
    { code: "KeyF", says: () => text.board.keys.find, act: () => document.querySelector<HTMLElement>("[data-find]")?.focus() },
    { code: "KeyW", says: () => text.board.keys.wall, act: () => go("board", alone.value ? "" : "wall") },
  ],
};

export function Board(): VNode {
  useEffect(watch, []);
  useEffect(heed, []);
  useKeys(KEYS);
  if (refusal.value) return <p class="board-message">{text.board.refused[refusal.value] ?? refusal.value}</p>;
  if (version.value === 0) return <p class="board-message">{text.board.loading}</p>;
  return (
    <>
      <p class="unseen" role="alert">
        {latest.value}
      </p>
      {alone.value ? <Wall /> : <Floor />}
    </>
  );
}

function Floor() {
  return (
    <main class={staleSince.value ? "board stale" : "board"} data-version={version} onKeyDown={moveFocus}>
      <h1 class="unseen">{text.board.heading}</h1>
      <Truth />
      <Bar />
      <ul class="tiles" aria-label={text.board.queues}>
        {shownQueues.value.map((id) => (
          <Tile key={id} id={id} />
        ))}
      </ul>
      {choice.value.queue && <Figures key={choice.value.queue} queue={choice.value.queue} />}
      <Summary />
      <div class="board-lists">
        <People />
        <Calls />
      </div>
    </main>
  );
}
