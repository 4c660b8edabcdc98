// An operator is let go: who gets his clients is chosen in the same place, and both happen at once.

import { useEffect, useRef, useState } from "preact/hooks";
import type { HeldClients } from "../../generated/messages";
import { api } from "../../state/api";
import { attempt, busy } from "../../state/desk";
import { text } from "../../text";
import { Select } from "../fields";
import * as house from "./house";

const words = text.admin.house.letGo;

interface Props {
  readonly operator: string;
  readonly question: string;
}

export function LetGo({ operator, question }: Props) {
  const [held, setHeld] = useState<HeldClients | null>(null);
  const [heir, setHeir] = useState("");
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (held) no.current?.focus();
  }, [held]);
  const ask = (): Promise<boolean> =>
    attempt(`held ${operator}`, async () => {
      setHeir("");
      setHeld(await api<HeldClients>("GET", `/house/operators/${encodeURIComponent(operator)}/clients`));
    });
  if (!held) {
    return (
      <button type="button" disabled={busy.value.has(`held ${operator}`)} onClick={() => void ask()}>
        {text.admin.remove}
      </button>
    );
  }
  const count = held.responsible + held.deputy;
  const others = house.choices("operators").filter(({ id }) => id !== operator);
  return (
    <div class="let-go" role="group" aria-label={question} onKeyDown={(event) => event.key === "Escape" && setHeld(null)}>
      <p>
        {question} {count > 0 && words.has(held.responsible, held.deputy)}
      </p>
      {count > 0 && (
        <Select label={words.heir} hint={words.heirHint} value={heir} choices={[{ id: "", name: words.choose }, ...others]} set={setHeir} />
      )}
      <p class="form-end">
        <button
          type="button"
          class="danger"
          disabled={(count > 0 && !heir) || busy.value.has(`remove operators/${operator}`)}
          onClick={() => void house.remove("operators", operator, heir)}
        >
          {count > 0 ? words.both : text.admin.yes}
        </button>
        <button ref={no} type="button" onClick={() => setHeld(null)}>
          {text.admin.no}
        </button>
      </p>
    </div>
  );
}
