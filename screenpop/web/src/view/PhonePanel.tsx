// The panel of the headset comes with the phone's own chunk.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { setting } from "../state/phone";

export function PhonePanel() {
  const [Panel, setPanel] = useState<ComponentType | null>(null);
  const wanted = setting.value;
  useEffect(() => {
    if (wanted) void import("../phone/Panel").then((chunk) => setPanel(() => chunk.Panel), () => (setting.value = false));
  }, [wanted]);
  return wanted && Panel ? <Panel /> : null;
}
