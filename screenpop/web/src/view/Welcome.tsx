// The page behind an address that is good once: the owner of a login sets his password, and is in.

import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Welcome as Request, Welcomed } from "../generated/messages";
import { api } from "../state/api";
import { login } from "../state/session";
import { text } from "../text";

const SHORTEST = 10;

interface Invitation {
  readonly name: string;
  readonly secret: string;
}

/** The login and the secret of #welcome/anna/XYZ. */
function read(): Invitation | null {
  const [place, name, secret] = location.hash.slice(1).split("/");
  return place === "welcome" && name && secret ? { name, secret } : null;
}

export const invitation = signal(read());
addEventListener("hashchange", () => (invitation.value = read()));

export function Welcome({ name, secret }: Invitation) {
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [problem, setProblem] = useState("");
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (password.length < SHORTEST) return setProblem(text.welcome.short);
    if (password !== again) return setProblem(text.welcome.different);
    setProblem("");
    try {
      const request: Request = { secret, password };
      const { login: known } = await api<Welcomed>("POST", "/welcome", request);
      await login({ login: known, password });
      history.replaceState(null, "", location.pathname); // It is good no longer.
      invitation.value = null;
    } catch (refusal) {
      setProblem(refusal instanceof Error ? refusal.message : String(refusal));
    }
  }

  return (
    <main class="login">
      <form class="panel" onSubmit={(event) => void submit(event)} aria-labelledby="welcome-heading">
        <h1 id="welcome-heading">
          <img src="/icon.svg" alt="" width="28" height="28" /> {text.product}
        </h1>
        <p class="login-note">{text.welcome.about}</p>
        <label>
          {text.login.login}
          <input name="login" autocomplete="username" value={name} readOnly />
        </label>
        <label>
          {text.welcome.password}
          <input
            ref={first}
            name="password"
            type="password"
            autocomplete="new-password"
            maxLength={200}
            required
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        <label>
          {text.welcome.again}
          <input
            name="again"
            type="password"
            autocomplete="new-password"
            maxLength={200}
            required
            value={again}
            onInput={(event) => setAgain(event.currentTarget.value)}
          />
        </label>
        <button class="primary">{text.welcome.submit}</button>
        <p class="login-problem" role="alert">
          {problem}
        </p>
      </form>
    </main>
  );
}
