import { useEffect, useState } from "preact/hooks";
import { attend } from "../state/phone";
import { session, load } from "../state/session";
import { Away } from "./Away";
import { Frame } from "./Frame";
import { Login } from "./Login";
import { invitation, Welcome } from "./Welcome";

const AGAIN_MS = 3_000;

export function App() {
  const [away, setAway] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const ask = (): void => {
      load().catch(() => {
        setAway(true);
        timer = setTimeout(ask, AGAIN_MS);
      });
    };
    ask();
    return () => clearTimeout(timer);
  }, []);
  useEffect(attend, []);
  const known = session.value;
  if (invitation.value) return <Welcome key={invitation.value.secret} {...invitation.value} />;
  if (known === undefined) return away ? <Away /> : null;
  return known ? <Frame key={known.user.login} /> : <Login />;
}
