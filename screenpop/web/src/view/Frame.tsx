// What stands around every place: the header, the call one has elsewhere, what an action led to.

import { useEffect } from "preact/hooks";
import * as desk from "../state/desk";
import { listen, open } from "../state/keys";
import { forget } from "../state/lists";
import { alone, go, place } from "../state/place";
import { expired } from "../state/session";
import * as tasks from "../state/tasks";
import * as worklist from "../state/worklist";
import { who } from "../state/words";
import { text } from "../text";
import { AskToCall } from "./AskToCall";
import { Desk } from "./Desk";
import { FloorNotes } from "./FloorNotes";
import { Header } from "./Header";
import { Lazy } from "./Lazy";
import { LogInAgain } from "./Login";
import { PhonePanel } from "./PhonePanel";
import { PhoneStrip } from "./PhoneStrip";
import { Settings } from "./Settings";
import { Shortcuts } from "./Shortcuts";
import { Strip } from "./Strip";

export function Frame() {
  useEffect(() => {
    const end = desk.begin();
    const deaf = listen();
    return () => {
      deaf();
      end();
      forget();
      worklist.forget();
      tasks.forget();
    };
  }, []);
  useAnsweredAtDesk();
  const { id, load } = place.value;
  return (
    <>
      {!alone.value && <Header />}
      <Notice />
      <Rings />
      <FloorNotes />
      {load ? <Lazy key={id} load={load} /> : <Desk />}
      {load && <Strip />}
      {open.value === "help" && <Shortcuts />}
      {open.value === "settings" && <Settings />}
      {!expired.value && <PhoneStrip />}
      <PhonePanel />
      {!expired.value && <AskToCall />}
      {expired.value && <LogInAgain />}
    </>
  );
}

/** Whoever takes a call, with a key or on his phone, wants to see the client: at the desk. While
 * it only rings, nothing takes him away from what he does; the strip shows who calls. */
function useAnsweredAtDesk(): void {
  const front = desk.front.value;
  const ringing = front?.state === "ringing" ? front.call_id : "";
  const talking = front?.state === "talking" ? front.call_id : "";
  useEffect(() => {
    if (!ringing) return;
    return () => {
      const now = desk.front.value;
      if (now?.call_id === ringing && now.state === "talking") go("");
    };
  }, [ringing, talking]);
}

/** A call that rings is told to who does not look, once; its running clock is not. */
function Rings() {
  const card = desk.front.value;
  return (
    <p class="unseen" role="alert">
      {card?.state === "ringing" && text.ringing.said(who(card), card.client?.company ?? "")}
    </p>
  );
}

/** What an action led to. It lies over the page, so that nothing moves when it comes or goes. */
function Notice() {
  const notice = desk.notice.value;
  useEffect(() => {
    if (notice?.kind !== "done") return;
    const timer = setTimeout(() => {
      if (desk.notice.value === notice) desk.notice.value = null;
    }, 5_000);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div class="notices" role="status">
      {notice && (
        <p class={`notice ${notice.kind}`}>
          <span>{notice.text}</span>
          <button class="quiet" onClick={() => (desk.notice.value = null)} aria-label={text.problem.close}>
            ×
          </button>
        </p>
      )}
    </div>
  );
}
