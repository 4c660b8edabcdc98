// Fields of forms: each with its label, a line below it for a hint, and in that same line, in words,
// what is wrong with it. So nothing moves when a problem comes or goes.

import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import type { Choice, RulesProblem } from "../generated/messages";
import { text } from "../text";
import { problemsAt } from "./book";

const words = text.admin;

interface Common {
  readonly label: string;
  readonly hint?: string | undefined;
  /** Where its value stands in the rule book, to show what is wrong there. */
  readonly at?: string | undefined;
  /** What is wrong with it, where that is known on the page itself. */
  readonly problem?: string | undefined;
}

interface Tied {
  readonly id: string;
  readonly "aria-describedby": string;
  readonly "aria-invalid": boolean;
}

const saidAt = ({ at, problem }: Common): readonly string[] =>
  problem ? [problem] : at ? problemsAt(at).map((one) => one.problem) : [];

function Below({ id, hint, said }: { id: string; hint?: string | undefined; said: readonly string[] }) {
  return (
    <p id={id} class={said.length ? "below problem" : "below faint"}>
      {said.length ? said.join("; ") : hint}
    </p>
  );
}

export function Field({ children, ...field }: Common & { children: (tied: Tied) => ComponentChildren }) {
  const id = useId();
  const said = saidAt(field);
  return (
    <div class="field">
      <label for={id}>{field.label}</label>
      {children({ id, "aria-describedby": `${id}-below`, "aria-invalid": said.length > 0 })}
      <Below id={`${id}-below`} hint={field.hint} said={said} />
    </div>
  );
}

interface TextProps extends Common {
  readonly value: string;
  readonly set: (value: string) => void;
  readonly most?: number;
  readonly placeholder?: string;
  readonly options?: readonly string[];
  readonly type?: "text" | "tel" | "url" | "datetime-local";
  readonly required?: boolean;
}

export function Text({ value, set, most = 80, placeholder, options, type = "text", required = false, ...field }: TextProps) {
  const list = useId();
  return (
    <Field {...field}>
      {(tied) => (
        <>
          <input
            {...tied}
            type={type}
            value={value}
            maxLength={most}
            placeholder={placeholder}
            required={required}
            list={options ? list : undefined}
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => set(event.currentTarget.value)}
          />
          {options && (
            <datalist id={list}>
              {options.map((option) => (
                <option key={option} value={option} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}

interface WordsProps extends Common {
  readonly words: readonly string[];
  readonly set: (words: readonly string[]) => void;
  /** What stands between two of them. */
  readonly apart: RegExp;
  readonly placeholder?: string;
}

/** Several words in one field, with commas between. What is typed stays as it was typed. */
export function Words({ words: given, set, apart, placeholder, ...field }: WordsProps) {
  const [typed, setTyped] = useState(given.join(", "));
  const split = (line: string): readonly string[] =>
    line
      .split(apart)
      .map((word) => word.trim())
      .filter(Boolean);
  const shown = split(typed).join("\n") === given.join("\n") ? typed : given.join(", ");
  return (
    <Field {...field}>
      {(tied) => (
        <input
          {...tied}
          value={shown}
          placeholder={placeholder}
          autocomplete="off"
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            set(split(event.currentTarget.value));
          }}
        />
      )}
    </Field>
  );
}

interface CountProps extends Common {
  readonly value: number | undefined;
  readonly set: (value: number | undefined) => void;
  readonly least?: number;
  readonly most: number;
}

export function Count({ value, set, least = 1, most, ...field }: CountProps) {
  return (
    <Field {...field}>
      {(tied) => (
        <input
          {...tied}
          type="number"
          inputMode="numeric"
          min={least}
          max={most}
          value={value || ""}
          onInput={(event) => set(event.currentTarget.valueAsNumber || undefined)}
        />
      )}
    </Field>
  );
}

interface SelectProps extends Common {
  readonly value: string;
  readonly set: (value: string) => void;
  readonly choices: readonly Choice[];
}

/** What is chosen is always shown, also when the house has it no longer. */
export function Select({ value, set, choices, ...field }: SelectProps) {
  const shown = choices.some((choice) => choice.id === value) ? choices : [...choices, { id: value, name: value }];
  return (
    <Field {...field}>
      {(tied) => (
        <select {...tied} value={value} onChange={(event) => set(event.currentTarget.value)}>
          {shown.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface ChecksProps extends Common {
  readonly values: readonly string[];
  readonly set: (values: readonly string[]) => void;
  readonly choices: readonly Choice[];
  /** The label of a field for what is not among the choices. */
  readonly other?: string;
}

export function Checks({ values, set, choices, other, ...field }: ChecksProps) {
  const id = useId();
  const said = saidAt(field);
  const strange = values.filter((value) => !choices.some((choice) => choice.id === value));
  const shown = [...choices, ...strange.map((value) => ({ id: value, name: value }))];
  const toggle = (value: string): void =>
    set(values.includes(value) ? values.filter((one) => one !== value) : [...values, value]);
  return (
    <fieldset class="field checks" aria-describedby={`${id}-below`}>
      <legend>{field.label}</legend>
      <div class="choices">
        {shown.map((choice) => (
          <label key={choice.id} class="check">
            <input type="checkbox" checked={values.includes(choice.id)} onChange={() => toggle(choice.id)} />
            <bdi>{choice.name}</bdi>
          </label>
        ))}
        {other && <Other label={other} add={(value) => values.includes(value) || set([...values, value])} />}
      </div>
      <Below id={`${id}-below`} hint={field.hint} said={said} />
    </fieldset>
  );
}

function Other({ label, add }: { label: string; add: (value: string) => void }) {
  const [value, setValue] = useState("");
  function take(): void {
    if (value.trim()) add(value.trim());
    setValue("");
  }
  return (
    <span class="other">
      <input
        aria-label={label}
        placeholder={label}
        value={value}
        maxLength={80}
        onInput={(event) => setValue(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          take();
        }}
      />
      <button type="button" disabled={!value.trim()} onClick={take}>
        {words.add}
      </button>
    </span>
  );
}

interface CheckProps extends Omit<Common, "hint"> {
  readonly checked: boolean;
  readonly set: (checked: boolean) => void;
}

export function Check({ checked, set, ...field }: CheckProps) {
  const id = useId();
  const said = saidAt(field);
  return (
    <div class="field one-check">
      <label class="check">
        <input
          type="checkbox"
          checked={checked}
          aria-describedby={`${id}-below`}
          onChange={(event) => set(event.currentTarget.checked)}
        />
        {field.label}
      </label>
      {said.length > 0 && <Below id={`${id}-below`} said={said} />}
    </div>
  );
}

/** What is wrong with something as a whole, or in a part of it that has no field. */
export function Wrong({ problems, within }: { problems: readonly RulesProblem[]; within: string }) {
  if (problems.length === 0) return null;
  return (
    <ul class="wrong">
      {problems.map(({ place, problem }) => (
        <li key={`${place} ${problem}`} class="problem">
          {place !== within && <span>{place.slice(within.length).replace(/^\./, "")}: </span>}
          {problem}
        </li>
      ))}
    </ul>
  );
}
