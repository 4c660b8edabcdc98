// People: operators, who have phones and take calls, and beside them the logins that let anybody in.

import { useState } from "preact/hooks";
import type { DeskPhoneLogin, LoginList } from "../../generated/messages";
import { api } from "../../state/api";
import { attempt } from "../../state/desk";
import { text } from "../../text";
import { Checks, Select, Text, Words } from "../fields";
import { useFetched } from "../fetched";
import { Secret } from "../Secret";
import type { FormOf } from "./EntryForm";
import * as house from "./house";
import { HouseFrame } from "./HouseFrame";
import { HouseList } from "./HouseList";
import { Logins } from "./Logins";
import { departments } from "./Queues";

const words = text.admin.house;

const usual = (): house.Fields<"operators"> => ({
  name: "",
  extension: "",
  phone: "desk",
  department: "",
  queues: [],
  skills: [],
  languages: [],
  answer_url: "",
});

export function People() {
  const logins = useFetched<LoginList>("/logins");
  const [wanted, setWanted] = useState("");
  const loginsOf = (operator: string): readonly string[] =>
    (logins.value?.logins ?? []).filter((one) => one.operator === operator).map((one) => one.name);
  return (
    <HouseFrame>
      {() => (
        <div class="columns">
          <HouseList
            kind="operators"
            usual={usual}
            idFor={({ extension }) => (extension ? `op${extension}` : "")}
            line={(person) => (
              <>
                <span>
                  <strong class="entry-name">{person.name}</strong> <span class="faint">{person.extension}</span>
                </span>
                <span class="faint parts-of">
                  <span>{words.phones[person.phone]}</span>
                  {person.department && <span>{house.nameOf("departments", person.department)}</span>}
                  {person.queues.length > 0 && <span>{words.takes(text.admin.and(person.queues.map((id) => house.nameOf("queues", id))))}</span>}
                  {logins.value && (
                    <span>{loginsOf(person.id).length ? words.logsInAs(loginsOf(person.id).join(", ")) : words.noLogin}</span>
                  )}
                </span>
              </>
            )}
            form={(form, id) => (
              <>
                <OperatorForm {...form} />
                {id && form.fields.phone === "desk" && <DeskLogin key={id} operator={id} />}
                {id && loginsOf(id).length === 0 && (
                  <p class="form-end">
                    <span class="faint">{words.noLogin}</span>
                    <button type="button" onClick={() => setWanted(id)}>
                      {words.giveLogin}
                    </button>
                  </p>
                )}
              </>
            )}
          />
          <Logins list={logins} wanted={wanted} taken={() => setWanted("")} />
        </div>
      )}
    </HouseFrame>
  );
}

/** What is typed into his desk phone: asked for, and put away again. */
function DeskLogin({ operator }: { operator: string }) {
  const [phone, setPhone] = useState<DeskPhoneLogin | null>(null);
  const ask = (): Promise<boolean> =>
    attempt(`phone ${operator}`, async () => {
      setPhone(await api<DeskPhoneLogin>("POST", `/house/operators/${encodeURIComponent(operator)}/phone`));
    });
  if (phone) return <Secret about={words.deskLogin(phone.server, phone.user)} secret={phone.password} kept={() => setPhone(null)} />;
  return (
    <p class="form-end">
      <button type="button" onClick={() => void ask()}>
        {words.showDeskLogin}
      </button>
    </p>
  );
}

function OperatorForm({ fields, set, of }: FormOf<"operators">) {
  return (
    <>
      <div class="fields">
        <Text {...of("name")} value={fields.name} set={(name) => set({ name })} />
        <Text {...of("extension")} type="tel" most={6} value={fields.extension} set={(extension) => set({ extension })} />
        <Select
          {...of("phone")}
          value={fields.phone}
          choices={[
            { id: "browser", name: words.phones.browser },
            { id: "desk", name: words.phones.desk },
          ]}
          set={(phone) => set({ phone: phone === "browser" ? "browser" : "desk" })}
        />
        <Select {...of("department")} value={fields.department} choices={departments()} set={(department) => set({ department })} />
      </div>
      <Checks {...of("queues")} values={fields.queues} choices={house.choices("queues")} set={(queues) => set({ queues })} />
      <div class="fields">
        <Words {...of("skills")} apart={/[,;]/} words={fields.skills} set={(skills) => set({ skills })} />
        <Words {...of("languages")} apart={/[\s,;]+/} words={fields.languages} set={(languages) => set({ languages })} />
        {fields.phone === "desk" && (
          <Text {...of("answer_url")} type="url" most={500} value={fields.answer_url} set={(answer_url) => set({ answer_url })} />
        )}
      </div>
    </>
  );
}
