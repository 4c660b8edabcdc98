"""What holds for whatever stands on a screen: accessible in both themes, nothing scrolls sideways.

``Looks`` collects what does not hold, with the name of the state it was found in, so that one walk
tells everything at once.
"""

from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Page, ViewportSize

from tests.screenpop.browser import DIST

AXE = DIST / ".checks/axe.min.js"
WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 360, "height": 700}
EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}

RUN = """async (only) => {
    const { violations } = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(" ")} | ${node.html.slice(0, 140)} | ` +
            [...node.any, ...node.all, ...node.none].map((one) => one.message).join("; ").slice(0, 200)));
}"""
SIDEWAYS = """() => {
    const page = document.documentElement;
    if (page.scrollWidth <= page.clientWidth) return [];
    const wide = [...document.querySelectorAll("body *")].filter(
        (one) => one.getBoundingClientRect().right > page.clientWidth + 0.5);
    return wide.slice(0, 3).map((one) => `scrolls sideways: ${one.outerHTML.slice(0, 120)}`);
}"""


@dataclass(kw_only=True)
class Looks:
    page: Page
    wrong: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    async def hold(self, state: str) -> None:
        """Look at what stands there: wide and light, then dark, then narrow."""
        self.seen.append(state)
        self._tell(state, await self._axe(EVERYTHING))
        await self.page.emulate_media(color_scheme="dark")
        self._tell(f"{state}, dark", await self._axe(COLOURS))
        await self.page.set_viewport_size(NARROW)
        self._tell(f"{state}, narrow", await self._axe(EVERYTHING))
        self._tell(f"{state}, narrow", await self.page.evaluate(SIDEWAYS))
        await self.page.emulate_media(color_scheme="light")
        await self.page.set_viewport_size(WIDE)

    async def _axe(self, only: dict[str, Any]) -> list[str]:
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(AXE.read_text())
        found: list[str] = await self.page.evaluate(RUN, only)
        return found

    def _tell(self, state: str, found: list[str]) -> None:
        self.wrong += [f"{state}: {what}" for what in found]
