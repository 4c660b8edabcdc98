// Trying the rules out: one caller, one number, one moment, under the draft and under what is in force.

import { useState } from "preact/hooks";
import type { DryRunAnswer, DryRunRequest, RuleDocument, RuleVocabulary } from "../generated/messages";
import { api, ApiError } from "../state/api";
import { sentence } from "../state/reasons";
import { left } from "../state/session";
import { text } from "../text";
import { moment } from "../text/format";
import * as book from "./book";
import { Select, Text } from "./fields";
import { numberName, stepSentence } from "./say";

const words = text.admin;

const STATES = ["now", "available", "offline"] as const;

type Answer = DryRunAnswer | string;

interface Tried {
  readonly draft: Answer | null;
  readonly inForce: Answer;
}

export function DryRun({ known }: { known: RuleVocabulary }) {
  const [number, setNumber] = useState("");
  const [dialled, setDialled] = useState(known.numbers[0]?.id ?? "");
  const [at, setAt] = useState("");
  const [states, setStates] = useState<string>("now");
  const [tried, setTried] = useState<Tried | null>(null);
  const [waits, setWaits] = useState(false);

  async function run(event: Event): Promise<void> {
    event.preventDefault();
    const question: DryRunRequest = {
      number: number.trim(),
      dialled,
      ...(at ? { at: moment(at) } : {}),
      ...(states === "now" ? {} : { states: Object.fromEntries(known.operators.map(({ id }) => [id, states])) }),
    };
    setWaits(true);
    const draft = book.draft.value?.document;
    const [under, inForce] = await Promise.all([draft ? ask(question, draft) : null, ask(question)]);
    setTried({ draft: under, inForce });
    setWaits(false);
  }

  return (
    <section class="panel admin-section dry-run" aria-labelledby="dry-heading">
      <h2 id="dry-heading">{words.dry.heading}</h2>
      <p class="faint">{words.dry.about}</p>
      <form onSubmit={(event) => void run(event)}>
        <div class="fields">
          <Text label={words.dry.number} hint={words.dry.numberHint} type="tel" most={40} value={number} set={setNumber} />
          <Select
            label={words.dry.dialled}
            value={dialled}
            set={setDialled}
            choices={known.numbers.map(({ id }) => ({ id, name: numberName(known, id) }))}
          />
          <Text label={words.dry.at} hint={words.dry.atHint} type="datetime-local" value={at} set={setAt} />
          <Select
            label={words.dry.suppose}
            value={states}
            set={setStates}
            choices={STATES.map((id) => ({ id, name: words.dry.states[id]! }))}
          />
        </div>
        <p class="form-end">
          <button class="primary" disabled={waits || !dialled}>
            {words.dry.run}
          </button>
        </p>
      </form>
      <div class="outcomes" aria-live="polite">
        {tried?.draft != null && <Outcome heading={words.dry.draft} answer={tried.draft} known={known} />}
        {tried && <Outcome heading={words.dry.inForce} answer={tried.inForce} known={known} />}
      </div>
    </section>
  );
}

/** The answer, or in words why there is none. */
async function ask(question: DryRunRequest, document?: RuleDocument): Promise<Answer> {
  try {
    return await api<DryRunAnswer>("POST", "/rules/dry-run", document ? { ...question, document } : question);
  } catch (problem) {
    if (problem instanceof ApiError && problem.status === 401) left(true);
    if (problem instanceof ApiError && problem.status === 422) return words.dry.unusable;
    return problem instanceof Error ? problem.message : String(problem);
  }
}

function Outcome({ heading, answer, known }: { heading: string; answer: Answer; known: RuleVocabulary }) {
  return (
    <div class="outcome">
      <h3>{heading}</h3>
      {typeof answer === "string" ? (
        <p class="problem">{answer}</p>
      ) : (
        <>
          <p>{answer.client ? words.dry.client(answer.client_name || answer.client) : words.dry.nobody}</p>
          <ol class="path">
            {answer.path.map((decision, at) => (
              <li key={at}>
                <strong>{stepSentence(decision.step, known)}</strong>
                <span>{sentence(decision.reasons, decision.why)}</span>
                {decision.rule && <span class="faint">{words.dry.byRule(decision.rule)}</span>}
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
