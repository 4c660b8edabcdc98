// The administration: its pages beside each other, for who may see them.

import "./admin.css";
import "./entries.css";
import "./forms.css";
import type { ComponentType } from "preact";
import { addressOf, pages, place, type PageId } from "../state/place";
import { text } from "../text";
import { Connections } from "./Connections";
import { RulesPage } from "./RulesPage";
import { Watch } from "./Watch";

const words = text.admin;

const SHOWN: Readonly<Record<PageId, ComponentType>> = { rules: RulesPage, connections: Connections, watch: Watch };

export function Admin() {
  const at = place.value;
  if (!at) return null;
  const Shown = SHOWN[at];
  return (
    <main class="admin">
      <nav aria-label={words.heading}>
        <ul class="admin-pages">
          {pages.value.map((page) => (
            <li key={page}>
              <a href={addressOf(page)} aria-current={page === at ? "page" : undefined}>
                {words.pages[page]}
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
