// One rule about recording: yes or no, of how many calls, and of which.

import type { RecordingRuleEntry, RecordingRuleWhen, RuleVocabulary } from "../generated/messages";
import { text } from "../text";
import * as book from "./book";
import type { Changed } from "./book";
import { Check, Checks, Count, Select, Text, Wrong } from "./fields";
import { inWords, numberName } from "./say";

const words = text.admin;

const WITH_FIELD = /^\.(record|name|share|announce|switchable|when\.\w+)\b/;
const ALL = 100;

interface Props {
  readonly rule: RecordingRuleEntry;
  readonly at: number;
  readonly known: RuleVocabulary;
}

export function RecordingForm({ rule, at, known }: Props) {
  const place = `recording[${at}]`;
  const set = (part: Changed<RecordingRuleEntry>): void => book.replace("recording", at, book.patch(rule, part));
  const others = book.problemsAt(place).filter((one) => !WITH_FIELD.test(one.place.slice(place.length)));
  return (
    <div class="form">
      <Wrong problems={others} within={place} />
      <div class="fields">
        <Select
          label={words.recording.record}
          at={`${place}.record`}
          value={rule.record ? "yes" : "no"}
          choices={[
            { id: "yes", name: words.recording.yes },
            { id: "no", name: words.recording.no },
          ]}
          set={(record) => set({ record: record === "yes", ...(record === "no" ? { announce: undefined } : {}) })}
        />
        <Text
          label={words.rules.name}
          hint={words.rules.nameHint}
          at={`${place}.name`}
          value={rule.name ?? ""}
          set={(name) => set({ name })}
        />
        <Count
          label={words.recording.share}
          hint={words.recording.shareHint}
          at={`${place}.share`}
          most={ALL}
          value={rule.share ?? ALL}
          set={(share) => set({ share: share === ALL ? undefined : share })}
        />
      </div>
      {rule.record && (
        <Check
          label={words.recording.announce}
          at={`${place}.announce`}
          checked={rule.announce ?? false}
          set={(announce) => set({ announce: announce || undefined })}
        />
      )}
      <Check
        label={words.recording.switchable}
        at={`${place}.switchable`}
        checked={rule.switchable ?? false}
        set={(switchable) => set({ switchable: switchable || undefined })}
      />
      <Conditions when={rule.when ?? {}} place={place} known={known} set={(when) => set({ when })} />
    </div>
  );
}

interface ConditionsProps {
  readonly when: RecordingRuleWhen;
  readonly place: string;
  readonly known: RuleVocabulary;
  readonly set: (when: RecordingRuleWhen) => void;
}

function Conditions({ when, place, known, set }: ConditionsProps) {
  const given = (part: Changed<RecordingRuleWhen>): void => set(book.patch(when, part));
  const common = (name: "directions" | "dialled" | "queues" | "operators") => ({
    hint: words.recording.anyHint,
    at: `${place}.when.${name}`,
    values: when[name] ?? [],
    set: (values: readonly string[]) => given({ [name]: values }),
  });
  return (
    <fieldset class="conditions">
      <legend>{words.rules.conditions}</legend>
      <div class="fields">
        <Select
          label={words.recording.consent}
          at={`${place}.when.consent`}
          value={when.consent ?? ""}
          choices={inWords(known.consents)}
          set={(consent) => given({ consent: consent as RecordingRuleWhen["consent"] })}
        />
      </div>
      <Checks label={words.recording.direction} choices={inWords(known.directions)} {...common("directions")} />
      <Checks
        label={words.rules.dialled}
        choices={known.numbers.map(({ id }) => ({ id, name: numberName(known, id) }))}
        {...common("dialled")}
      />
      <Checks label={words.rules.queues} choices={known.queues} {...common("queues")} />
      <Checks label={words.rules.operators} choices={known.operators} {...common("operators")} />
    </fieldset>
  );
}
