// The places one may go to. On a narrow screen they are a bar at the bottom, under the thumb.

import { addressOf, place, places } from "../state/place";
import { text } from "../text";

export function Nav() {
  if (places.value.length < 2) return null;
  return (
    <nav class="places" aria-label={text.header.places}>
      <ul>
        {places.value.map(({ id, key }) => (
          <li key={id}>
            <a
              href={addressOf(id)}
              aria-current={place.value.id === id ? "page" : undefined}
              aria-keyshortcuts={`Shift+${key.replace("Digit", "")}`}
            >
              {text.places[id] ?? id}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
