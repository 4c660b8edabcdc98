// The headset of this computer: which devices, how loud, whether it works at all.

import { useEffect } from "preact/hooks";
import { act, isUp, phone, setting } from "../state/phone";
import { text } from "../text";
import { Dialog } from "../view/Dialog";
import { NoVoice } from "../view/PhoneBar";
import { choose, devices, headset, lookAtDevices, type Part } from "./headset";
import { level, listen } from "./meter";
import * as microphone from "./microphone";
import * as ring from "./ring";

const close = (): void => void (setting.value = false);
const HEARD_MS = 2_500;

export function Panel() {
  const words = text.phone.panel;
  const inTalk = phone.value.calls.length > 0;
  useEffect(() => void lookAtDevices(), []);
  return (
    <Dialog heading={words.heading} name="settings phone-panel" close={close}>
      <NoVoice />
      <Choice part="microphone" />
      <Meter />
      <Choice part="speaker" />
      <Choice part="ringer" />
      <label class="tick">
        <input
          type="checkbox"
          checked={headset.value.clean}
          onChange={(event) => choose({ clean: event.currentTarget.checked })}
        />
        {words.clean}
      </label>
      <p class="faint">{words.kept}</p>
      <div class="phone-panel-end">
        <Test />
        <button disabled={inTalk} onClick={hearTheRing}>
          {words.ring}
        </button>
        <button class="primary" onClick={close}>
          {words.close}
        </button>
      </div>
    </Dialog>
  );
}

function hearTheRing(): void {
  void ring.ring(false);
  setTimeout(ring.stop, HEARD_MS);
}

function Choice({ part }: { part: Part }) {
  const words = text.phone.panel;
  const known = devices.value[part];
  const chosen = headset.value[part];
  return (
    <label>
      {words[part]}
      <select onChange={(event) => choose({ [part]: event.currentTarget.value })}>
        <option value="">{words.asTheSystem}</option>
        {known.map((device, at) => (
          <option key={device.id} value={device.id} selected={device.id === chosen}>
            {device.name || words.unnamed(at + 1)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Opens the microphone for as long as it is looked at. */
function Meter() {
  const chosen = headset.value.microphone;
  useEffect(() => {
    let end = (): void => undefined;
    let here = true;
    void microphone.open().then(
      (voice) => {
        if (here) end = listen(voice);
      },
      () => undefined,
    );
    return () => {
      here = false;
      end();
      if (phone.value.calls.length === 0) microphone.close();
    };
  }, [chosen]);
  return (
    <p class="phone-meter">
      <meter min={0} max={1} low={0.15} value={level.value} aria-label={text.phone.panel.level} />
      <span class="faint">{text.phone.panel.speak}</span>
    </p>
  );
}

/** A call to the echo: the whole way, there and back. */
function Test() {
  const words = text.phone.panel;
  const test = phone.value.calls.find((call) => !call.incoming);
  if (!test) {
    return (
      <button disabled={phone.value.line !== "ready" || phone.value.calls.length > 0} onClick={() => act({ do: "test" })}>
        {words.test}
      </button>
    );
  }
  return (
    <p class="phone-test" role="status">
      <button class="hang-up" onClick={() => act({ do: "end", call: test.id })}>
        {words.testEnd}
      </button>
      <span>{isUp(test) ? words.testing : text.phone.words[test.word]}</span>
      {isUp(test) && <span class="faint">{text.phone.quality[test.quality.word]}</span>}
    </p>
  );
}
