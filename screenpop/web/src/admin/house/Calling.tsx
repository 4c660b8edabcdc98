// Calls out: which numbers operators may call, how much of it, and whose phone rings first. Beside it, what
// that allows, before it is saved: the server says of every beginning whose numbers these are.

import { useEffect, useState } from "preact/hooks";
import type { AllowedBeginning, DiallingFields, DiallingPreview } from "../../generated/messages";
import { api, ApiError, type Fault, faultsIn } from "../../state/api";
import { left } from "../../state/session";
import { text } from "../../text";
import { Count, Select, Text, Words } from "../fields";
import { AloneForm, type FormOf } from "./AloneForm";
import * as house from "./house";
import { HouseFrame } from "./HouseFrame";

const words = text.admin.house.dialling;

/** So long after the last key it is asked what was typed would allow. */
const PAUSE_MS = 250;
const SHOWN_COUNTRIES = 3;

export function Calling() {
  return (
    <HouseFrame>
      {() => {
        const { version, ...inForce } = house.view.value!.dialling;
        return (
          <section class="panel admin-section" aria-labelledby="dialling-heading">
            <h2 id="dialling-heading">{words.heading}</h2>
            <p class="faint">{words.about}</p>
            <AloneForm kind="dialling" heading={words.heading} inForce={inForce} version={version} shortly={shortly}>
              {(form) => <Limits {...form} />}
            </AloneForm>
          </section>
        );
      }}
    </HouseFrame>
  );
}

const shortly = ({ allowed, per_hour, at_once, first }: DiallingFields): string =>
  [allowed.join(", ") || words.none, per_hour, at_once, words.firsts[first]].join(" · ");

function Limits({ fields, set, faultAt }: FormOf<DiallingFields>) {
  const [number, setNumber] = useState("");
  const { shown, problem } = usePreview(fields, number);
  const of = (field: keyof DiallingFields) => ({
    label: words.fields[field][0],
    hint: words.fields[field][1],
    problem: faultAt(field) || problem(field),
  });
  return (
    <>
      <Words {...of("allowed")} apart={/[,;]/} words={fields.allowed} set={(allowed) => set({ allowed: allowed.map(plain) })} />
      <div class="what-happens" role="status">
        <strong>{words.mayBeCalled}</strong>
        <ul>
          <li>{words.inside}</li>
          {shown?.beginnings.map((one) => <li key={one.begin}>{sentence(one)}</li>)}
        </ul>
        {shown?.beginnings.length === 0 && <p>{words.nothingElse}</p>}
      </div>
      <div class="fields">
        <Text label={words.tryIt} hint={words.tryHint} type="tel" most={40} value={number} set={setNumber} />
      </div>
      <p class="tried" role="status">
        {number.trim() && shown?.called && (
          <span class={shown.called === "refused" ? "problem" : ""}>{words.tried[shown.called](shown.number)}</span>
        )}
      </p>
      <div class="fields">
        <Count {...of("per_hour")} most={10_000} value={fields.per_hour} set={(count) => set({ per_hour: count ?? 0 })} />
        <Count {...of("at_once")} most={100} value={fields.at_once} set={(count) => set({ at_once: count ?? 0 })} />
        <Select
          {...of("first")}
          value={fields.first}
          choices={(["operator", "client"] as const).map((id) => ({ id, name: words.firsts[id] }))}
          set={(first) => set({ first: first as DiallingFields["first"] })}
        />
      </div>
      <p class="faint">{words.holds}</p>
    </>
  );
}

/** People write +998 (90): the beginning is its digits. */
const plain = (written: string): string => written.replace(/[\s().-]/g, "");

function sentence({ begin, countries, example }: AllowedBeginning): string {
  if (!example && countries.length === 0) return words.ofNobody(begin);
  const named = countries.slice(0, SHOWN_COUNTRIES).map(text.admin.country);
  return words.allows(begin, named, countries.length - named.length, example);
}

interface Preview {
  /** What is known of the limits as they are typed; while they cannot be used, of the last that could. */
  readonly shown: DiallingPreview | null;
  readonly problem: (field: string) => string;
}

function usePreview(fields: DiallingFields, number: string): Preview {
  const [shown, setShown] = useState<DiallingPreview | null>(null);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const asked = JSON.stringify({ ...fields, number });
  useEffect(() => {
    let over = false;
    const timer = setTimeout(() => {
      api<DiallingPreview>("POST", "/house/dialling/preview", JSON.parse(asked)).then(
        (answer) => {
          if (over) return;
          setShown(answer);
          setFaults([]);
        },
        (refusal: unknown) => {
          if (over || !(refusal instanceof ApiError)) return;
          if (refusal.status === 401) left(true);
          if (refusal.status === 422) setFaults(faultsIn(refusal));
        },
      );
    }, PAUSE_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [asked]);
  const problem = (field: string): string =>
    faults
      .filter((one) => one.field === field)
      .map((one) => one.reason)
      .join("; ");
  return { shown, problem };
}
