// What can be done with the call now. One row, always in its place; each button names its key.

import type { ComponentChildren } from "preact";
import type { Card } from "../generated/messages";
import * as desk from "../state/desk";
import { text } from "../text";
import { ResponsibleStatus } from "./Status";
import { Transfer } from "./Transfer";

interface ButtonProps {
  readonly name: string;
  readonly shortcut: string;
  readonly kind?: string;
  readonly act: () => unknown;
  readonly children: ComponentChildren;
}

function Button({ name, shortcut, kind = "", act, children }: ButtonProps) {
  return (
    <button class={kind} disabled={desk.busy.value.has(name)} aria-keyshortcuts={shortcut} onClick={() => void act()}>
      <span class="button-text">{children}</span>
      <kbd aria-hidden="true">{shortcut}</kbd>
    </button>
  );
}

export function Actions({ card }: { card: Card }) {
  if (card.state === "ended") return <p class="actions faint">{text.card.over}</p>;
  return (
    <div class="actions">
      {card.consulting ? <Consulting card={card} /> : <Plain card={card} />}
      {desk.transferring.value === card.call_id && <Transfer card={card} />}
    </div>
  );
}

/** Where Answer was, Transfer comes, and Hang up has its own end of the row: whoever presses twice
 * must not end the call he has just taken. */
function Plain({ card }: { card: Card }) {
  const ringing = card.state === "ringing";
  return (
    <>
      {ringing && (
        <Button name="answer" shortcut="A" kind="first answer" act={() => desk.answer(card)}>
          {text.card.answer}
        </Button>
      )}
      {desk.mayTransfer(card) && (
        <Button name="transfer" shortcut="T" kind="first" act={() => desk.toggleTransfer(card)}>
          {text.card.transfer}
        </Button>
      )}
      {desk.mayPassToResponsible(card) && (
        <Button name="pass" shortcut="R" act={() => desk.passToResponsible(card)}>
          {text.card.passTo(card.client!.responsible_name || card.client!.responsible)}
          <ResponsibleStatus client={card.client!} />
        </Button>
      )}
      {desk.mayPark(card) && (
        <Button name="park" shortcut="Z" act={() => desk.park(card)}>
          {text.card.park}
        </Button>
      )}
      <Button name="hang-up" shortcut="H" kind="hang-up" act={() => desk.hangUp(card)}>
        {ringing && card.direction !== "outbound" ? text.card.decline : text.card.hangUp}
      </Button>
    </>
  );
}

function Consulting({ card }: { card: Card }) {
  const withClient = card.state === "talking";
  return (
    <>
      <Button name="complete" shortcut="M" kind="first primary" act={() => desk.completeTransfer(card)}>
        {text.card.complete}
      </Button>
      <Button name="conference" shortcut="E" act={() => desk.conference(card)}>
        {text.card.conference}
      </Button>
      <Button name="swap" shortcut="W" act={() => desk.swap(card)}>
        {text.card.swap}
      </Button>
      <Button name="cancel" shortcut="B" act={() => desk.cancelTransfer(card)}>
        {text.card.cancel}
      </Button>
      <span class="consulting">{withClient ? text.card.swapped(card.consulting) : text.card.consulting(card.consulting)}</span>
    </>
  );
}
