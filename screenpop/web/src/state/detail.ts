// One call whole, asked for when its line is opened, and again when its recording has changed.

import { useEffect, useState } from "preact/hooks";
import type { CallDetail, CallRow } from "../generated/messages";
import { api } from "./api";

export function useDetail(row: CallRow): CallDetail | null {
  const [told, setTold] = useState<CallDetail | null>(null);
  useEffect(() => {
    let here = true;
    api<CallDetail>("GET", `/calls/${row.call_id}`).then((whole) => here && setTold(whole), () => undefined);
    return () => void (here = false);
  }, [row.call_id, row.recording]);
  return told;
}
