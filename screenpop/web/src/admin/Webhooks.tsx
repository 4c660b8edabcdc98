// Webhooks: how it goes at each address, what was given up there, and new ones.

import { useState } from "preact/hooks";
import type { DeadEvents, MadeWebhook, NewWebhook, Resent, Webhook, WebhookList } from "../generated/messages";
import { api } from "../state/api";
import { attempt, busy, notice } from "../state/desk";
import { text } from "../text";
import { type Fetched, refusal, useFetched } from "./fetched";
import { Checks, Text } from "./fields";
import { Secret } from "./Secret";
import { Section } from "./Section";
import { Sure } from "./Sure";

const words = text.admin;

const LONGEST_URL = 2_000;
const LOOK_MS = 5_000;

/** The part of the stream's own description that is asked for here. */
interface AsyncApi {
  readonly components: { readonly messages: Readonly<Record<string, unknown>> };
}

export function Webhooks() {
  const list = useFetched<WebhookList>("/webhooks", LOOK_MS);
  return (
    <Section name="webhooks" heading={words.webhooks.heading} about={words.webhooks.about} from={list}>
      {({ webhooks }) => (
        <>
          {webhooks.length === 0 && <p class="faint empty-line">{words.webhooks.empty}</p>}
          <ul class="entries">
            {webhooks.map((webhook) => (
              <Line key={webhook.id} webhook={webhook} again={list.again} />
            ))}
          </ul>
          <NewAddress again={list.again} />
        </>
      )}
    </Section>
  );
}

function Line({ webhook, again }: { webhook: Webhook; again: () => Promise<void> }) {
  const [open, setOpen] = useState(false);
  const one = `/webhooks/${webhook.id}`;
  const act = (name: string, what: () => Promise<unknown>): Promise<boolean> =>
    attempt(`${name} ${one}`, async () => {
      await what();
      await again();
    });
  return (
    <li class={open ? "open" : ""} data-webhook={webhook.id}>
      <div class="entry">
        <span class="entry-text">
          <bdi class="strong">{webhook.url}</bdi>
          <span class="faint">{webhook.types.join(", ") || words.webhooks.all}</span>
          <State webhook={webhook} />
        </span>
      </div>
      <p class="entry-deeds">
        <button onClick={() => act("switch", () => api("PUT", one, { active: !webhook.active }))}>
          {webhook.active ? words.webhooks.off : words.webhooks.on}
        </button>
        {webhook.dead > 0 && (
          <button aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? words.webhooks.hide : words.webhooks.show}
          </button>
        )}
        <span class="gap" />
        <Sure label={words.remove} question={words.webhooks.removeSure} act={() => act("remove", () => api("DELETE", one))} />
      </p>
      {open && webhook.dead > 0 && <Dead one={one} again={again} />}
    </li>
  );
}

function State({ webhook: { active, waiting, dead, problem } }: { webhook: Webhook }) {
  const well = waiting + dead === 0;
  return (
    <span>
      <span class={active ? "state state-available" : "state state-offline"}>
        {active ? words.webhooks.active : words.webhooks.inactive}
      </span>
      <span class="parts-of">
        {well && <span class="faint">{words.webhooks.well}</span>}
        {waiting > 0 && <span>{words.webhooks.waiting(waiting)}</span>}
        {dead > 0 && <strong class="problem">⚠ {words.webhooks.dead(dead)}</strong>}
        {problem && <bdi class="problem">{problem}</bdi>}
      </span>
    </span>
  );
}

function Dead({ one, again }: { one: string; again: () => Promise<void> }) {
  const dead: Fetched<DeadEvents> = useFetched<DeadEvents>(`${one}/dead`);
  const waits = busy.value.has(`resend ${one}`);
  const resend = (what: () => Promise<number>): Promise<boolean> =>
    attempt(`resend ${one}`, async () => {
      notice.value = { kind: "done", text: words.webhooks.resent(await what()) };
      await Promise.all([again(), dead.again()]);
    });
  const all = async (): Promise<number> => (await api<Resent>("POST", `${one}/dead/resend`)).resent;
  const single = async (event: string): Promise<number> => {
    await api("POST", `${one}/dead/${encodeURIComponent(event)}/resend`);
    return 1;
  };
  return (
    <div class="entry-open">
      {dead.problem && <p class="problem">{dead.problem}</p>}
      <ul class="dead">
        {dead.value?.events.map((event) => (
          <li key={event.id}>
            <span class="entry-text">
              <span class="strong">{words.webhooks.event(event.type, words.stamp(event.at))}</span>
              <bdi class="problem">{event.problem}</bdi>
              <span class="faint">{words.webhooks.gave(event.attempts, words.stamp(event.died))}</span>
            </span>
            <button disabled={waits} onClick={() => void resend(() => single(event.id))}>
              {words.webhooks.resend}
            </button>
          </li>
        ))}
      </ul>
      <p class="form-end">
        <button class="primary" disabled={waits} onClick={() => void resend(all)}>
          {words.webhooks.resendAll}
        </button>
      </p>
    </div>
  );
}

function NewAddress({ again }: { again: () => Promise<void> }) {
  const contract = useFetched<AsyncApi>("/asyncapi.json");
  const [url, setUrl] = useState("");
  const [types, setTypes] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState("");
  const [secret, setSecret] = useState("");
  const known = Object.keys(contract.value?.components.messages ?? {}).sort();

  async function add(event: Event): Promise<void> {
    event.preventDefault();
    const request: NewWebhook = { url: url.trim(), ...(types.length ? { types } : {}) };
    await attempt("add-webhook", async () => {
      try {
        setSecret((await api<MadeWebhook>("POST", "/webhooks", request)).secret);
      } catch (refused) {
        return setProblem(refusal(refused));
      }
      setUrl("");
      setTypes([]);
      await again();
    });
  }

  if (secret) return <Secret about={words.webhooks.secret} secret={secret} kept={() => setSecret("")} />;
  return (
    <form class="add-form" onSubmit={(event) => void add(event)}>
      <h3>{words.webhooks.add}</h3>
      <Text
        label={words.webhooks.url}
        hint={words.webhooks.urlHint}
        type="url"
        required
        most={LONGEST_URL}
        problem={problem}
        value={url}
        set={(typed) => {
          setUrl(typed);
          setProblem("");
        }}
      />
      <Checks
        label={words.webhooks.types}
        hint={words.webhooks.typesHint}
        values={types}
        set={setTypes}
        choices={known.map((id) => ({ id, name: id }))}
      />
      <p class="form-end">
        <button class="primary" disabled={!url.trim() || busy.value.has("add-webhook")}>
          {words.webhooks.add}
        </button>
      </p>
    </form>
  );
}
