// Every version of the rules: who, when and why; looked at, and taken up again as a draft.

import { useEffect, useState } from "preact/hooks";
import type { Rules, RulesVersion, RulesVersions } from "../generated/messages";
import { api } from "../state/api";
import { attempt, notice } from "../state/desk";
import { isAdmin } from "../state/place";
import { text } from "../text";
import * as book from "./book";
import { useFetched } from "./fetched";
import { lines } from "./say";
import { Section } from "./Section";
import { Sure } from "./Sure";

const words = text.admin;

const FEW = 10;
const MOST = 500;

export function Versions() {
  const [limit, setLimit] = useState(FEW);
  const versions = useFetched<RulesVersions>(`/rules/versions?limit=${limit}`);
  const current = book.inForce.value!.version;
  useEffect(() => void versions.again(), [current]);
  return (
    <Section name="versions" heading={words.versions.heading} about={words.versions.about} from={versions}>
      {(value) => (
        <>
          {value.versions.length === 0 && <p class="faint empty-line">{words.versions.none}</p>}
          <ul class="entries">
            {value.versions.map((version) => (
              <Line key={version.version} version={version} current={version.version === current} />
            ))}
          </ul>
          {value.versions.length === limit && limit < MOST && (
            <p class="add-line">
              <button onClick={() => setLimit(MOST)}>{words.versions.more}</button>
            </p>
          )}
        </>
      )}
    </Section>
  );
}

function Line({ version, current }: { version: RulesVersion; current: boolean }) {
  const [shown, setShown] = useState<Rules | null>(null);
  const known = book.vocabulary.value!;
  const show = (): Promise<boolean> =>
    attempt("version", async () => setShown(await api<Rules>("GET", `/rules/versions/${version.version}`)));
  function takeUp(rules: Rules): void {
    book.takeUp(rules.document);
    notice.value = { kind: "done", text: words.versions.took(rules.version) };
    setShown(null);
  }
  return (
    <li class={shown ? "open" : ""} data-version={version.version}>
      <div class="entry">
        <span class="entry-text">
          <span>
            <strong>{words.versions.line(version.version)}</strong> {current && <em class="tag">{words.versions.isInForce}</em>}{" "}
            <bdi>{version.by}</bdi>, <time>{words.stamp(version.at)}</time>
          </span>
          {version.comment && <bdi class="faint">{version.comment}</bdi>}
        </span>
        <button aria-expanded={Boolean(shown)} onClick={() => (shown ? setShown(null) : void show())}>
          {shown ? words.versions.close : words.versions.open}
        </button>
      </div>
      {shown && (
        <div class="entry-open">
          <ol class="sentences">
            {lines(shown.document, known).map((line, at) => (
              <li key={at}>{line}</li>
            ))}
          </ol>
          {isAdmin() && !current && (
            <p class="form-end">
              {book.draft.value ? (
                <Sure label={words.versions.back} question={words.versions.backSure} act={() => takeUp(shown)} />
              ) : (
                <button onClick={() => takeUp(shown)}>{words.versions.back}</button>
              )}
            </p>
          )}
        </div>
      )}
    </li>
  );
}
