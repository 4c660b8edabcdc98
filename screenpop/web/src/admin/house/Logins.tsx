// Logins: who may log in, as what, and whose phone it opens. A password is typed once, or is never known
// to anybody but its owner: he sets it himself, at an address that is good once.

import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChangedLogin, LoginEntry, LoginLink, LoginList, NewLogin } from "../../generated/messages";
import { api, ApiError, type Fault, faultsIn } from "../../state/api";
import { attempt, busy, notice } from "../../state/desk";
import { session } from "../../state/session";
import { text } from "../../text";
import { Entry } from "../Entry";
import type { Fetched } from "../fetched";
import { Check, Field, Select, Text } from "../fields";
import { Secret } from "../Secret";
import { Section } from "../Section";
import { Sure } from "../Sure";
import * as house from "./house";

const words = text.admin.logins;

const LONGEST_NAME = 64;
const SHORTEST_PASSWORD = 10;

const opened = signal("");

interface Props {
  readonly list: Fetched<LoginList>;
  /** The operator who is to have a login. */
  readonly wanted: string;
  readonly taken: () => void;
}

export function Logins({ list, wanted, taken }: Props) {
  const [link, setLink] = useState<{ name: string; address: string } | null>(null);
  async function invite(name: string): Promise<void> {
    await attempt(`link ${name}`, async () => {
      const { path } = await api<LoginLink>("POST", `/logins/${encodeURIComponent(name)}/link`);
      setLink({ name, address: location.origin + path });
      await list.again();
    });
  }
  return (
    <Section name="logins" heading={words.heading} about={words.about} from={list}>
      {({ logins, roles }) => (
        <>
          {link && <Secret about={words.link(link.name)} secret={link.address} kept={() => setLink(null)} />}
          <ul class="entries">
            {logins.map((login) => (
              <Entry
                key={login.name}
                id={login.name}
                opened={opened}
                place={login.name}
                line={<Line login={login} />}
                form={() => <LoginForm login={login} roles={roles} again={list.again} invite={() => invite(login.name)} />}
              />
            ))}
          </ul>
          <NewOne roles={roles} wanted={wanted} taken={taken} again={list.again} invite={invite} />
        </>
      )}
    </Section>
  );
}

function Line({ login }: { login: LoginEntry }) {
  const state = login.locked ? words.locked : login.waits ? (login.link_until ? words.waitsFor(text.admin.stamp(login.link_until)) : words.waits) : "";
  return (
    <>
      <span>
        <strong class="entry-name">{login.name}</strong> <span class="faint">{words.roles[login.role] ?? login.role}</span>
      </span>
      <span class="faint parts-of">
        {login.operator && <span>{login.operator_name || login.operator}</span>}
        {state && <span class="problem">{state}</span>}
        {login.sessions > 0 ? (
          <span>{words.isThere}</span>
        ) : (
          <span>{login.last_seen ? words.lastSeen(text.admin.stamp(login.last_seen)) : words.neverSeen}</span>
        )}
      </span>
    </>
  );
}

const operators = (): { id: string; name: string }[] => [{ id: "", name: words.noOperator }, ...house.choices("operators")];
const rolesOf = (roles: readonly string[]): { id: string; name: string }[] => roles.map((id) => ({ id, name: words.roles[id] ?? id }));

interface FormProps {
  readonly login: LoginEntry;
  readonly roles: readonly string[];
  readonly again: () => Promise<void>;
  readonly invite: () => Promise<void>;
}

function LoginForm({ login, roles, again, invite }: FormProps) {
  const [wish, setWish] = useState<Partial<ChangedLogin>>({});
  const [password, setPassword] = useState("");
  const own = login.name === session.value?.user.login;
  const wanted = { role: login.role, operator: login.operator, locked: login.locked, version: login.version, ...wish };
  const changed = Object.keys(wish).length > 0;
  const path = `/logins/${encodeURIComponent(login.name)}`;

  const act = (name: string, deed: () => Promise<unknown>, done: string): Promise<boolean> =>
    attempt(`${name} ${login.name}`, async () => {
      try {
        await deed();
        notice.value = { kind: "done", text: done };
      } finally {
        await again();
      }
    });

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (await act("save", () => api("PUT", path, wanted), words.saved(login.name))) setWish({});
  }

  return (
    <>
      <form class="form" onSubmit={(event) => void save(event)}>
        <p class="faint">{own ? words.own : words.roleHint[wanted.role]}</p>
        <div class="fields">
          <Select
            label={words.role}
            value={wanted.role}
            choices={rolesOf(roles)}
            set={(role) => setWish({ ...wish, version: login.version, role })}
          />
          <Select
            label={words.operator}
            hint={words.operatorHint}
            value={wanted.operator}
            choices={operators()}
            set={(operator) => setWish({ ...wish, version: login.version, operator })}
          />
        </div>
        {!own && <Check label={words.lock} checked={wanted.locked} set={(locked) => setWish({ ...wish, version: login.version, locked })} />}
        {changed && <p class="what-happens">{words.changeEnds}</p>}
        <p class="form-end">
          <button class="primary" disabled={!changed || own || busy.value.has(`save ${login.name}`)}>
            {text.admin.house.save}
          </button>
          {changed && (
            <button type="button" onClick={() => setWish({})}>
              {text.admin.house.discard}
            </button>
          )}
        </p>
      </form>
      <form
        class="form deeds"
        onSubmit={(event) => {
          event.preventDefault();
          void act("password", () => api("PUT", `${path}/password`, { password }), words.passwordSet(login.name)).then(
            (good) => good && setPassword(""),
          );
        }}
      >
        <h3>{words.password}</h3>
        <p class="form-end">
          <button type="button" onClick={() => void invite()}>
            {words.makeLink}
          </button>
          <span class="faint">{words.makeLinkHint}</span>
        </p>
        <Password label={words.typedPassword} hint={words.typedPasswordHint} value={password} set={setPassword} />
        <p class="form-end">
          <button disabled={password.length < SHORTEST_PASSWORD}>{words.setPassword}</button>
          <span class="gap" />
          {login.sessions > 0 && (
            <Sure
              label={words.endSessions}
              question={words.endSessionsSure}
              act={() => void act("sessions", () => api("DELETE", `${path}/sessions`), words.sessionsEnded(login.name))}
            />
          )}
          {!own && (
            <Sure
              label={text.admin.remove}
              question={words.removeSure(login.name)}
              act={() => void act("remove", () => api("DELETE", path), words.removed(login.name))}
            />
          )}
        </p>
      </form>
    </>
  );
}

interface PasswordProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly set: (typed: string) => void;
}

function Password({ label, hint, value, set }: PasswordProps) {
  const short = value.length > 0 && value.length < SHORTEST_PASSWORD;
  return (
    <Field label={label} hint={hint} problem={short ? words.tooShort(SHORTEST_PASSWORD) : ""}>
      {(tied) => (
        <input
          {...tied}
          type="password"
          autocomplete="new-password"
          maxLength={200}
          value={value}
          onInput={(event) => set(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface NewProps {
  readonly roles: readonly string[];
  readonly wanted: string;
  readonly taken: () => void;
  readonly again: () => Promise<void>;
  readonly invite: (name: string) => Promise<void>;
}

function NewOne({ roles, wanted, taken, again, invite }: NewProps) {
  const [name, setName] = useState("");
  const [role, setRole] = useState("operator");
  const [operator, setOperator] = useState("");
  const [password, setPassword] = useState("");
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!wanted) return;
    setOperator(wanted);
    setRole("operator");
    form.current?.querySelector<HTMLElement>("input")?.focus();
    taken();
  }, [wanted]);
  const faultAt = (field: string): string =>
    faults
      .filter((one) => one.field === field)
      .map((one) => one.reason)
      .join("; ");

  async function make(event: Event): Promise<void> {
    event.preventDefault();
    const made: NewLogin = { name: name.trim().toLowerCase(), role, operator, ...(password ? { password } : {}) };
    setFaults([]);
    await attempt("make-login", async () => {
      try {
        await api("POST", "/logins", made);
      } catch (problem) {
        if (!(problem instanceof ApiError) || problem.status !== 422) throw problem;
        return setFaults(faultsIn(problem));
      }
      setName("");
      setPassword("");
      setOperator("");
      if (password) await again();
      else await invite(made.name);
    });
  }

  return (
    <form ref={form} class="add-form" onSubmit={(event) => void make(event)}>
      <h3>{words.add}</h3>
      <div class="fields">
        <Text label={words.name} hint={words.nameHint} problem={faultAt("name")} most={LONGEST_NAME} value={name} set={setName} />
        <Select label={words.role} hint={words.roleHint[role]} problem={faultAt("role")} value={role} choices={rolesOf(roles)} set={setRole} />
        <Select
          label={words.operator}
          hint={words.operatorHint}
          problem={faultAt("operator")}
          value={operator}
          choices={operators()}
          set={setOperator}
        />
        <Password label={words.password} hint={words.noPasswordHint} value={password} set={setPassword} />
      </div>
      <p class="form-end">
        <button class="primary" disabled={!name.trim() || (password.length > 0 && password.length < SHORTEST_PASSWORD)}>
          {password ? words.make : words.makeAndLink}
        </button>
      </p>
    </form>
  );
}
