import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../state/api";
import { askToNotify } from "../state/ringing";
import { expired, login } from "../state/session";
import { text } from "../text";

export function Login() {
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
    <main class="login">
      <form class="panel" onSubmit={submit} aria-labelledby="login-heading">
        <h1 id="login-heading">
          <img src="/icon.svg" alt="" width="28" height="28" /> {text.product}
        </h1>
        <p class="login-note" role="status">
          {expired.value ? text.login.expired : ""}
        </p>
        <label>
          {text.login.login}
          <input ref={first} name="login" autocomplete="username" autocapitalize="none" spellcheck={false} required />
        </label>
        <label>
          {text.login.password}
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <button class="primary" disabled={checking}>
          {checking ? text.login.checking : text.login.submit}
        </button>
        <p class="login-problem" role="alert">
          {problem}
        </p>
      </form>
    </main>
  );
}

function explain(refusal: unknown): string {
  if (!(refusal instanceof ApiError)) return String(refusal);
  if (refusal.status === 401) return text.login.refused;
  return refusal.status === 0 ? text.login.unreachable : refusal.message;
}
