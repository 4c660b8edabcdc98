// How somebody likes his page.

import { useId } from "preact/hooks";
import * as desk from "../state/desk";
import { shut } from "../state/keys";
import { askToNotify, mayNotify } from "../state/ringing";
import { change, PAPERS, settings, THEMES, type Theme } from "../state/settings";
import { mayRegister, register } from "../state/tel";
import { fromBrowser, isLanguage, LANGUAGES, text } from "../text";
import { Dialog } from "./Dialog";

const close = (): void => shut("settings");

export function Settings() {
  const words = text.settings;
  return (
    <Dialog heading={words.heading} name="settings" close={close}>
      <Language />
      <label>
        {words.theme}
        <select value={settings.value.theme} onChange={(event) => change({ theme: event.currentTarget.value as Theme })}>
          {THEMES.map((theme) => (
            <option key={theme} value={theme}>
              {words.themes[theme]}
            </option>
          ))}
        </select>
      </label>
      <label class="tick">
        <input
          type="checkbox"
          checked={settings.value.sounds}
          onChange={(event) => change({ sounds: event.currentTarget.checked })}
        />
        {words.sounds}
      </label>
      <Notifications />
      <Opens />
      <TelLinks />
      <p class="faint">{words.kept}</p>
    </Dialog>
  );
}

/** Another language is another load of the page; a call in this browser would not survive one. */
function Language() {
  const words = text.settings;
  const hint = useId();
  const inCall = desk.cards.value.some((card) => card.state !== "ended");
  return (
    <label>
      {words.language}
      <select
        value={settings.value.language}
        disabled={inCall}
        aria-describedby={hint}
        onChange={({ currentTarget: { value } }) => {
          change({ language: isLanguage(value) ? value : "" });
          location.reload();
        }}
      >
        <option value="">{words.browsers(LANGUAGES[fromBrowser()].name)}</option>
        {Object.entries(LANGUAGES).map(([id, { name }]) => (
          <option key={id} value={id} lang={id}>
            {name}
          </option>
        ))}
      </select>
      <small id={hint} class="faint">
        {inCall ? words.inCall : ""}
      </small>
    </label>
  );
}

/** The client's document and report open by themselves, for who wants it so. */
function Opens() {
  const { opens } = settings.value;
  return (
    <fieldset>
      <legend>{text.settings.opens}</legend>
      {PAPERS.map((paper) => (
        <label key={paper} class="tick">
          <input
            type="checkbox"
            checked={opens.includes(paper)}
            onChange={(event) => {
              const others = opens.filter((one) => one !== paper);
              change({ opens: event.currentTarget.checked ? [...others, paper] : others });
            }}
          />
          {text.settings.papers[paper]}
        </label>
      ))}
    </fieldset>
  );
}

/** Links with phone numbers, on any page of this browser, come here; each is asked about. */
function TelLinks() {
  const words = text.book.link;
  if (!mayRegister) return null;
  return (
    <fieldset>
      <legend>{words.settings}</legend>
      <button
        onClick={() => {
          register();
          desk.notice.value = { kind: "done", text: words.registered };
        }}
      >
        {words.register}
      </button>
    </fieldset>
  );
}

function Notifications() {
  const forbidden = mayNotify() === "denied";
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={settings.value.notifications && !forbidden}
        disabled={forbidden}
        onChange={(event) => {
          change({ notifications: event.currentTarget.checked });
          askToNotify();
        }}
      />
      <span>
        {text.settings.notifications}
        {forbidden && <small class="faint">{text.settings.notAllowed}</small>}
      </span>
    </label>
  );
}
