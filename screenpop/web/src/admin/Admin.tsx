// The administration: its pages beside each other, for who may see them.

import "./admin.css";
import "./entries.css";
import "./forms.css";
import type { ComponentType } from "preact";
import { addressOf, page, pages, type PageId } from "../state/place";
import { text } from "../text";
import { Connections } from "./Connections";
import { Calling } from "./house/Calling";
import { Numbers } from "./house/Numbers";
import { People } from "./house/People";
import { Queues } from "./house/Queues";
import { Departments, Pauses } from "./house/Small";
import { RulesPage } from "./RulesPage";
import { Watch } from "./Watch";

const words = text.admin;

const SHOWN: Readonly<Record<PageId, ComponentType>> = {
  rules: RulesPage,
  people: People,
  queues: Queues,
  numbers: Numbers,
  dialling: Calling,
  departments: Departments,
  pauses: Pauses,
  connections: Connections,
  watch: Watch,
};

export function Admin() {
  const at = page.value;
  const Shown = SHOWN[at];
  return (
    <main class="admin">
      <nav aria-label={words.heading}>
        <ul class="admin-pages">
          {pages.value.map((one) => (
            <li key={one}>
              <a href={addressOf("admin", one)} aria-current={one === at ? "page" : undefined}>
                {words.pages[one]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <h1 class="unseen">{words.pages[at]}</h1>
      <Shown />
    </main>
  );
}
