// The screen-pop: who it is, why he is here, what he is owed, what can be done. Its parts keep
// their places from the first ring to the note.

import type { Card, ClientCard, OpenObligation } from "../generated/messages";
import { now } from "../state/clock";
import { draftOf } from "../state/drafts";
import { addressOf } from "../state/papers";
import { sentence } from "../state/reasons";
import { me, session } from "../state/session";
import { PAPERS } from "../state/settings";
import { caller, dialled } from "../state/words";
import { text } from "../text";
import { Actions } from "./Actions";
import { LastCalls } from "./LastCalls";
import { NoteForm } from "./NoteForm";
import { Number } from "./Number";
import { PhoneBar } from "./PhoneBar";
import { Recording } from "./Recording";
import { ResponsibleStatus } from "./Status";
import { WhoIsIt } from "./WhoIsIt";

export function CallCard({ card }: { card: Card }) {
  const draft = draftOf(card.call_id);
  return (
    <article class={`panel card card-${card.state}`} aria-label={card.client?.name || caller(card)}>
      <Where card={card} />
      <Who card={card} />
      <Actions card={card} />
      <PhoneBar card={card} />
      <Recording card={card} />
      <WhoIsIt card={card} />
      <div class="card-body">
        <div>
          <p class="why">
            <span class="label">{text.card.why}</span>
            <bdi>{sentence(card.reasons, card.why)}</bdi>
          </p>
          {card.obligation && <Promise owed={card.obligation} over={card.state === "ended"} />}
          <Facts card={card} />
        </div>
        <LastCalls card={card} />
      </div>
      {draft && <NoteForm draft={draft} heading={text.note.heading} />}
    </article>
  );
}

/** What he is owed; a talk keeps the promise, so afterwards it only was. */
function Promise({ owed, over }: { owed: OpenObligation; over: boolean }) {
  const age = text.age(now.value - owed.opened);
  return (
    <p class={over ? "promise kept" : "promise"}>
      {over ? text.card.wasOwed(owed.missed, age) : text.card.promise(owed.missed, age)}
    </p>
  );
}

/** State, direction, queue, and the clock that matters now. */
function Where({ card }: { card: Card }) {
  const queue = session.value?.queues.find((one) => one.id === card.queue)?.name ?? card.queue;
  return (
    <p class="where">
      <span class={`badge badge-${card.state}`}>{text.card.states[card.state] ?? card.state}</span>
      <span>{text.card.direction[card.direction] ?? card.direction}</span>
      {queue && <bdi>{queue}</bdi>}
      <span class="listening" role="status">
        {card.listening.length > 0 && text.floor.listening(card.listening)}
      </span>
      <span class="gap" />
      {card.state !== "ended" && (
        <span>
          {text.card.clocks[card.state]}           <time class="clock">{text.clock(now.value - card.since)}</time>
        </span>
      )}
    </p>
  );
}

function Who({ card }: { card: Card }) {
  const { client, contact } = card;
  return (
    <div class="who">
      <h1 class={client?.name || contact ? "" : "stranger"}>
        <bdi>{client?.name || contact?.name || contact?.company || (card.withheld ? text.card.withheld : text.card.unknown)}</bdi>
      </h1>
      <p class="under">
        {client?.company && <bdi class="company">{client.company}</bdi>}
        {contact && <span class="faint">{text.book.card.from[contact.owner ? "own" : "shared"]}</span>}
        {contact?.name && contact.company && <bdi class="company">{contact.company}</bdi>}
        {(client || !card.withheld) && <CallersNumber card={card} />}
        {client?.language && <span class="faint">{text.language(client.language)}</span>}
        {client && <Links client={client} />}
      </p>
    </div>
  );
}

/** To call again when the call is over; before, he is on the line. */
function CallersNumber({ card }: { card: Card }) {
  if (card.withheld || !card.caller) return <bdi class="number">{caller(card)}</bdi>;
  return <Number value={card.caller} dials={card.state === "ended"} />;
}

/** Where the CRM shows the client and his reports. */
function Links({ client }: { client: ClientCard }) {
  return (
    <span class="links">
      {PAPERS.map((paper) => {
        const address = addressOf(client, paper);
        return (
          address && (
            <a key={paper} href={address} target="_blank" rel="noopener noreferrer" aria-keyshortcuts={KEYS[paper]}>
              {text.card[paper]} <kbd aria-hidden="true">{KEYS[paper]}</kbd>
            </a>
          )
        );
      })}
    </span>
  );
}

const KEYS = { document: "L", report: "U" } as const;

function Facts({ card }: { card: Card }) {
  return (
    <dl class="facts">
      {card.client && <Responsible client={card.client} />}
      {card.dialled && card.direction !== "outbound" && (
        <Fact label={text.card.dialled} value={dialled(card.dialled)} />
      )}
      {Object.entries(card.client?.fields ?? {}).map(([label, value]) => (
        <Fact key={label} label={label} value={value} />
      ))}
    </dl>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>
        <bdi>{label}</bdi>
      </dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </>
  );
}

function Responsible({ client }: { client: ClientCard }) {
  return (
    <>
      <dt>{text.card.responsible}</dt>
      <dd>
        {client.responsible ? <bdi>{client.responsible_name || client.responsible}</bdi> : text.card.nobody}
        {client.responsible === me() && client.responsible && <span class="faint">({text.card.responsibleYou})</span>}
        {client.responsible && client.responsible !== me() && (
          <ResponsibleStatus client={client} />
        )}
      </dd>
    </>
  );
}
