// Clients who may be one: who stays is chosen, and what cannot be undone is asked for twice.

import { useId, useState } from "preact/hooks";
import type { ClientRecord, DoubleRow, Doubles as DoublesPage, MergeRequest } from "../generated/messages";
import { api } from "../state/api";
import { attempt, busy, notice } from "../state/desk";
import { text } from "../text";
import { Number } from "../view/Number";
import { useFetched } from "./fetched";
import { Section } from "./Section";
import { Sure } from "./Sure";

const words = text.admin;

const PAGE = 20;
const WAYS = ["number", "name"] as const;

export function Doubles() {
  const [by, setBy] = useState<(typeof WAYS)[number]>("number");
  const [cursor, setCursor] = useState("");
  const page = useFetched<DoublesPage>(
    `/clients/duplicates?by=${by}&limit=${PAGE}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
  );
  return (
    <Section name="doubles" heading={words.doubles.heading} about={words.doubles.about} from={page}>
      {({ duplicates, next }) => (
        <>
          <fieldset class="ways">
            <legend class="label">{words.doubles.by}</legend>
            {WAYS.map((way) => (
              <label key={way} class="check">
                <input
                  type="radio"
                  name="doubles-by"
                  checked={by === way}
                  onChange={() => {
                    setCursor("");
                    setBy(way);
                  }}
                />
                {words.doubles.ways[way]}
              </label>
            ))}
          </fieldset>
          {duplicates.length === 0 && <p class="empty-line">✓ {words.doubles.empty[by]}</p>}
          <ul class="entries">
            {duplicates.map((double) => (
              <Double key={double.key} double={double} again={page.again} />
            ))}
          </ul>
          {next && (
            <p class="form-end">
              <button onClick={() => setCursor(next)}>{words.doubles.more}</button>
            </p>
          )}
        </>
      )}
    </Section>
  );
}

function Double({ double, again }: { double: DoubleRow; again: () => Promise<void> }) {
  const name = useId();
  const [chosen, setChosen] = useState("");
  const stays = double.clients.find((client) => client.id === chosen) ?? double.clients[0]!;
  const others = double.clients.filter((client) => client.id !== stays.id);
  const merge = (): Promise<boolean> =>
    attempt(`merge ${stays.id}`, async () => {
      const request: MergeRequest = { into: stays.id };
      for (const other of others) await api("POST", `/clients/${encodeURIComponent(other.id)}/merge`, request);
      notice.value = { kind: "done", text: words.doubles.merged(label(stays)) };
      await again();
    });
  return (
    <li class="double">
      <fieldset>
        <legend class="strong">
          {double.by === "number" ? <Number value={double.key} /> : <bdi>{label(stays)}</bdi>}
          <span class="faint"> · {words.doubles.stays}</span>
        </legend>
        {double.clients.map((client) => (
          <label key={client.id} class="check">
            <input type="radio" name={name} checked={client.id === stays.id} onChange={() => setChosen(client.id)} />
            <Who client={client} />
          </label>
        ))}
      </fieldset>
      <Sure
        label={words.doubles.merge(label(stays))}
        question={words.doubles.mergeSure(others.length, label(stays))}
        yes={words.doubles.mergeDo}
        disabled={busy.value.has(`merge ${stays.id}`)}
        act={() => void merge()}
      />
    </li>
  );
}

const label = (client: ClientRecord): string => client.name || client.company || client.id;

function Who({ client }: { client: ClientRecord }) {
  return (
    <span class="entry-text">
      <bdi>{label(client)}</bdi>
      <span class="faint parts-of">
        {client.company && <bdi>{client.company}</bdi>}
        <span>
          {client.phones.map((phone) => (
            <Number key={phone} value={phone} />
          ))}
        </span>
        <bdi>{client.id}</bdi>
      </span>
    </span>
  );
}
