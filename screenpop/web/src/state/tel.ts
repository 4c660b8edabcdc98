// A tel: link that was opened with this page, as /?call=tel:... . Any site can make a browser open it:
// so it is asked about first, and nothing but a plain number is taken.

import { signal } from "@preact/signals";

const NAME = "call";
/** Signs that change something at an exchange (* and #) are no part of a number to call. */
const NUMBER = /^\+?[0-9][0-9 ().\/-]{1,38}$/;

/** What the link asks for; `null`: no link. An empty number: it asks for none that can be called. */
export const asked = signal<string | null>(fromAddress(location.search));

function fromAddress(search: string): string | null {
  const given = new URLSearchParams(search).get(NAME);
  return given === null ? null : numberIn(given);
}

/** The number of a tel: address, without its parameters and signs; empty where there is none. */
function numberIn(address: string): string {
  const [bare = ""] = address.trim().replace(/^tel:(\/\/)?/i, "").split(";");
  let number = bare;
  try {
    number = decodeURIComponent(bare);
  } catch {
    return "";
  }
  return NUMBER.test(number) ? number.replace(/[^0-9+]/g, "") : "";
}

/** It was answered: neither a reload nor "back" asks again. */
export function done(): void {
  asked.value = null;
  const address = new URL(location.href);
  address.searchParams.delete(NAME);
  history.replaceState(history.state, "", address);
}

export const mayRegister = "registerProtocolHandler" in navigator && window.isSecureContext;

export function register(): void {
  navigator.registerProtocolHandler("tel", `${location.origin}/?${NAME}=%s`);
}
