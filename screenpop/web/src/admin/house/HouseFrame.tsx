// What all pages of the house share: the house is fetched, others' changes are followed, and above all
// stands whether the PBX has what the house has.

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError } from "../../state/api";
import { left } from "../../state/session";
import { text } from "../../text";
import * as house from "./house";

const words = text.admin.house;

export function HouseFrame({ children }: { readonly children: () => ComponentChildren }) {
  const [problem, setProblem] = useState("");
  function open(): void {
    setProblem("");
    house.open().catch((refusal: unknown) => {
      if (refusal instanceof ApiError && refusal.status === 401) left(true);
      else setProblem(refusal instanceof Error ? refusal.message : String(refusal));
    });
  }
  useEffect(() => {
    open();
    const unfollow = house.follow();
    return () => {
      unfollow();
      house.forget();
    };
  }, []);
  if (!house.view.value) {
    return (
      <p class="faint" role="status">
        {problem || text.admin.loading} {problem && <button onClick={open}>{text.admin.again}</button>}
      </p>
    );
  }
  return (
    <>
      <Follows />
      {children()}
    </>
  );
}

function Follows() {
  const { state, detail } = house.view.value!.pbx;
  const count = house.unsaved.value;
  return (
    <p class={`follows follows-${state}`} role="status">
      <span>
        <strong>{words.pbx[state]}</strong>{" "}
        {state === "by_hand" ? words.byHand(detail) : state === "refused" ? words.refused(detail) : ""}
      </span>
      {count > 0 && <span class="faint">{words.unsavedCount(count)}</span>}
    </p>
  );
}
