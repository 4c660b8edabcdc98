// Logging in: alone on the screen, or over the page of somebody whose session has ended, so that
// what he was typing stands as it was when he is back.

import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../state/api";
import { askToNotify } from "../state/ringing";
import { expired, login, session } from "../state/session";
import { text } from "../text";
import { PhoneStrip } from "./PhoneStrip";

export function Login() {
  return (
    <main class="login">
      <LoginForm known="" />
    </main>
  );
}

export function LogInAgain() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="login again"
      aria-labelledby="login-heading"
      onCancel={(event) => event.preventDefault()}
    >
      <LoginForm known={session.value?.user.login ?? ""} />
      <PhoneStrip all />
    </dialog>
  );
}

function LoginForm({ known }: { readonly known: string }) {
  const [problem, setProblem] = useState("");
  const [checking, setChecking] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    askToNotify();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setChecking(true);
    setProblem("");
    try {
      await login({ login: String(form.get("login")).trim(), password: String(form.get("password")) });
    } catch (refusal) {
      setChecking(false);
      setProblem(explain(refusal));
    }
  }

  return (
    <form class="panel" onSubmit={submit} aria-labelledby="login-heading">
      <h1 id="login-heading">
        <img src="/icon.svg" alt="" width="28" height="28" /> {text.product}
      </h1>
      <p class="login-note" role="status">
        {expired.value ? text.login.expired : ""}
      </p>
      <label>
        {text.login.login}
        <input
          {...(known ? { defaultValue: known } : { ref: first })}
          name="login"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
        />
      </label>
      <label>
        {text.login.password}
        <input
          {...(known ? { ref: first } : {})}
          name="password"
          type="password"
          autocomplete="current-password"
          required
        />
      </label>
      <button class="primary" disabled={checking}>
        {checking ? text.login.checking : text.login.submit}
      </button>
      <p class="login-problem" role="alert">
        {problem}
      </p>
    </form>
  );
}

function explain(refusal: unknown): string {
  if (!(refusal instanceof ApiError)) return String(refusal);
  if (refusal.status === 401) return text.login.refused;
  return refusal.status === 0 ? text.login.unreachable : refusal.message;
}
