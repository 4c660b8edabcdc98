// Tokens of programs: what each may do, when it was used last; new ones, shown once.

import { useState } from "preact/hooks";
import type { MadeToken, NewToken, TokenEntry, TokenList } from "../generated/messages";
import { api } from "../state/api";
import { now } from "../state/clock";
import { attempt, busy } from "../state/desk";
import { text } from "../text";
import { refusal, useFetched } from "./fetched";
import { Checks, Select, Text } from "./fields";
import { Secret } from "./Secret";
import { Section } from "./Section";
import { Sure } from "./Sure";

const words = text.admin;

const LONGEST_NAME = 64;
const LIVES = [0, 30, 90, 365] as const;

/** The part of the API's own description that is asked for here. */
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly security?: readonly { readonly token?: readonly string[] }[];
}

/** Every scope that opens anything. */
const scopesOf = (api: OpenApi | null): readonly string[] => {
  const operations = Object.values(api?.paths ?? {}).flatMap((path) => Object.values(path));
  const ways = operations.flatMap((operation) => operation.security ?? []);
  return [...new Set(ways.flatMap((way) => way.token ?? []))].filter((scope) => scope in words.tokens.scopeWords).sort();
};

export function Tokens() {
  const list = useFetched<TokenList>("/tokens");
  return (
    <Section name="tokens" heading={words.tokens.heading} about={words.tokens.about} from={list}>
      {({ tokens }) => (
        <>
          {tokens.length === 0 && <p class="faint empty-line">{words.tokens.empty}</p>}
          <ul class="entries">
            {tokens.map((token) => (
              <Line key={token.name} token={token} again={list.again} />
            ))}
          </ul>
          <NewOne again={list.again} />
        </>
      )}
    </Section>
  );
}

function Line({ token, again }: { token: TokenEntry; again: () => Promise<void> }) {
  const over = token.expires !== 0 && token.expires <= now.value;
  const end = !token.expires ? words.tokens.noEnd : (over ? words.tokens.expired : words.tokens.expires)(words.stamp(token.expires));
  const revoke = (): Promise<boolean> =>
    attempt(`revoke ${token.name}`, async () => {
      await api("DELETE", `/tokens/${encodeURIComponent(token.name)}`);
      await again();
    });
  return (
    <li data-token={token.name}>
      <div class="entry">
        <span class="entry-text">
          <bdi class="strong">{token.name}</bdi>
          <span>{token.scopes.map((scope) => words.tokens.scopeWords[scope] ?? scope).join(", ")}</span>
          <span class="faint parts-of">
            <span>{words.tokens.made(token.created_by, words.stamp(token.created))}</span>
            <span class={over ? "problem" : ""}>{end}</span>
            <span>{token.last_used ? words.tokens.used(words.stamp(token.last_used)) : words.tokens.unused}</span>
          </span>
        </span>
      </div>
      <p class="entry-deeds">
        <span class="gap" />
        <Sure label={words.tokens.revoke} question={words.tokens.revokeSure} act={() => void revoke()} />
      </p>
    </li>
  );
}

function NewOne({ again }: { again: () => Promise<void> }) {
  const description = useFetched<OpenApi>("/openapi.json");
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const [days, setDays] = useState("0");
  const [problem, setProblem] = useState("");
  const [made, setMade] = useState<MadeToken | null>(null);

  async function make(event: Event): Promise<void> {
    event.preventDefault();
    const request: NewToken = { name: name.trim(), scopes, ...(days === "0" ? {} : { days: Number(days) }) };
    await attempt("make-token", async () => {
      try {
        setMade(await api<MadeToken>("POST", "/tokens", request));
      } catch (refused) {
        return setProblem(refusal(refused));
      }
      setName("");
      setScopes([]);
      await again();
    });
  }

  if (made) return <Secret about={words.tokens.secret(made.name)} secret={made.token} kept={() => setMade(null)} />;
  return (
    <form class="add-form" onSubmit={(event) => void make(event)}>
      <h3>{words.tokens.add}</h3>
      <div class="fields">
        <Text
          label={words.tokens.name}
          hint={words.tokens.nameHint}
          problem={problem}
          required
          most={LONGEST_NAME}
          value={name}
          set={(typed) => {
            setName(typed);
            setProblem("");
          }}
        />
        <Select
          label={words.tokens.days}
          value={days}
          set={setDays}
          choices={LIVES.map((count) => ({
            id: String(count),
            name: count ? words.tokens.daysCount(count) : words.tokens.forever,
          }))}
        />
      </div>
      <Checks
        label={words.tokens.scopes}
        hint={words.tokens.noScope}
        values={scopes}
        set={setScopes}
        choices={scopesOf(description.value).map((id) => ({ id, name: words.tokens.scopeWords[id] ?? id }))}
      />
      <p class="form-end">
        <button class="primary" disabled={!name.trim() || scopes.length === 0 || busy.value.has("make-token")}>
          {words.tokens.add}
        </button>
      </p>
    </form>
  );
}
