// The arrow keys: to the next tile or row, wherever it stands on the screen.

const STEPS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** How far away something is in that direction; sideways counts more. */
function distance(from: DOMRect, to: DOMRect, [x, y]: readonly [number, number]): number {
  const across = to.left + to.width / 2 - (from.left + from.width / 2);
  const down = to.top + to.height / 2 - (from.top + from.height / 2);
  const ahead = x * across + y * down;
  const aside = Math.abs(y * across) + Math.abs(x * down);
  return ahead > 4 ? ahead + 3 * aside : Infinity;
}

export function moveFocus(event: KeyboardEvent): void {
  const step = STEPS[event.key];
  const at = document.activeElement;
  if (!step || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  if (!(at instanceof HTMLElement) || !at.matches("[data-row]")) return;
  const here = at.getBoundingClientRect();
  let best: HTMLElement | null = null;
  let least = Infinity;
  for (const one of document.querySelectorAll<HTMLElement>("[data-row]:not(:disabled)")) {
    const away = one === at ? Infinity : distance(here, one.getBoundingClientRect(), step);
    if (away < least) [best, least] = [one, away];
  }
  if (!best) return;
  best.focus();
  event.preventDefault();
}
