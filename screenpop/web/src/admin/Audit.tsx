// The audit, page by page.

import { useState } from "preact/hooks";
import type { AuditPage } from "../generated/messages";
import { text } from "../text";
import { useFetched } from "./fetched";
import { Section } from "./Section";

const words = text.admin;

const PAGE = 50;

export function Audit() {
  const [cursor, setCursor] = useState("");
  const page = useFetched<AuditPage>(`/audit?limit=${PAGE}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
  return (
    <Section name="audit" heading={words.audit.heading} about={words.audit.about} from={page}>
      {({ entries, next }) => (
        <>
          {entries.length === 0 && <p class="faint empty-line">{words.audit.empty}</p>}
          <table>
            <thead>
              <tr>
                <th scope="col">{words.audit.at}</th>
                <th scope="col">{words.audit.who}</th>
                <th scope="col">{words.audit.action}</th>
                <th scope="col">{words.audit.subject}</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <tr key={entry.id}>
                  <td>
                    <time>{words.stamp(entry.at)}</time>
                  </td>
                  <td>
                    <bdi>{entry.login}</bdi>
                  </td>
                  <td>{entry.action}</td>
                  <td>
                    <bdi>{entry.subject}</bdi> <Detail detail={entry.detail} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p class="form-end">
            <button disabled={!cursor} onClick={() => setCursor("")}>
              {words.audit.newest}
            </button>
            <button disabled={!next} onClick={() => setCursor(next)}>
              {words.audit.older}
            </button>
          </p>
        </>
      )}
    </Section>
  );
}

function Detail({ detail }: { detail: Readonly<Record<string, unknown>> }) {
  const given = Object.entries(detail).filter(([, value]) => value !== "");
  const said = given.map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return <bdi class="faint">{said.join(", ")}</bdi>;
}
