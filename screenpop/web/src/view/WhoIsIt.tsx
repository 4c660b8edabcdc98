// Whose call is it? Several clients of one number stand side by side, each with the digit that chooses
// him; for a number that nobody has, a field finds somebody known or makes somebody new.

import { useEffect, useState } from "preact/hooks";
import type { Card, ClientCard, ClientRecord } from "../generated/messages";
import { busy } from "../state/desk";
import { choose, search } from "../state/clients";
import { keepCaller } from "../state/contacts";
import { text } from "../text";

const SOON_MS = 250;
const FEWEST = 2;

export function WhoIsIt({ card }: { card: Card }) {
  if (card.candidates.length > 0) return <Candidates card={card} />;
  const talked = card.state !== "ringing" && card.state !== "dialling";
  return !card.client?.name && talked ? <Stranger card={card} /> : null;
}

function Candidates({ card }: { card: Card }) {
  return (
    <div class={card.chosen ? "who-is-it settled" : "who-is-it"}>
      <p class="label">{card.chosen ? text.who.others : text.who.several(card.candidates.length)}</p>
      <ol>
        {card.candidates.map((one, index) => (
          <Candidate key={one.id} card={card} one={one} digit={index + 1} />
        ))}
      </ol>
    </div>
  );
}

function Candidate({ card, one, digit }: { card: Card; one: ClientCard; digit: number }) {
  const shown = one.id === card.client?.id;
  return (
    <li>
      <button
        class={shown ? "shown" : ""}
        aria-pressed={shown && card.chosen}
        aria-keyshortcuts={String(digit)}
        disabled={busy.value.has("choose")}
        onClick={() => void choose(card, { client: one.id })}
      >
        <kbd aria-hidden="true">{digit}</kbd>
        <bdi class="candidate-name">{one.name}</bdi>
        {one.company && <bdi class="faint">{one.company}</bdi>}
        {one.responsible_name && <bdi class="faint">{one.responsible_name}</bdi>}
      </button>
    </li>
  );
}

function Stranger({ card }: { card: Card }) {
  const [words, setWords] = useState("");
  const [found, setFound] = useState<readonly ClientRecord[]>([]);
  const asked = words.trim();
  useEffect(() => {
    if (asked.length < FEWEST) return setFound([]);
    let wanted = true;
    const timer = setTimeout(() => void search(asked).then((clients) => wanted && setFound(clients)), SOON_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [asked]);

  function make(event: Event): void {
    event.preventDefault();
    if (asked) void choose(card, { new: { name: asked } });
  }

  /** Arrows go through who was found; Shift+Enter keeps him among one's own contacts. */
  function pressed(event: KeyboardEvent): void {
    const form = event.currentTarget as HTMLElement;
    const stops = [form.querySelector<HTMLElement>("[data-who]")!, ...form.querySelectorAll<HTMLElement>("li button")];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    if (event.key === "ArrowDown" && at >= 0) stops[Math.min(at + 1, stops.length - 1)]!.focus();
    else if (event.key === "ArrowUp" && at >= 0) stops[Math.max(at - 1, 0)]!.focus();
    else if (event.key === "Enter" && event.shiftKey && asked) void keepCaller(card, asked);
    else return;
    event.preventDefault();
  }

  return (
    <form class="who-is-it" onSubmit={make} onKeyDown={pressed}>
      <label class="label" for={`who-${card.call_id}`}>
        {text.who.stranger} <kbd aria-hidden="true">F</kbd>
      </label>
      <div class="who-field">
        <input
          id={`who-${card.call_id}`}
          data-who
          type="text"
          autocomplete="off"
          maxLength={200}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <button type="submit" disabled={!asked || busy.value.has("choose")}>
          {text.who.make} <kbd aria-hidden="true">Enter</kbd>
        </button>
        {card.caller && !card.contact && (
          <button
            type="button"
            aria-keyshortcuts="Shift+Enter"
            disabled={!asked || busy.value.has("keep")}
            onClick={() => void keepCaller(card, asked)}
          >
            {text.book.card.add} <kbd aria-hidden="true">⇧ Enter</kbd>
          </button>
        )}
      </div>
      {found.length > 0 && (
        <ol>
          {found.map((client) => (
            <li key={client.id}>
              <button type="button" onClick={() => void choose(card, { client: client.id })}>
                <bdi class="candidate-name">{client.name}</bdi>
                {client.company && <bdi class="faint">{client.company}</bdi>}
                <span class="faint">{text.who.known}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </form>
  );
}
