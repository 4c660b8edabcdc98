"""Which words of another language a page says: what stands on it, held against the catalogues, and
against all that the server may say."""

import json

from playwright.async_api import Page

from ccengine.core.reasons import PHRASES
from tests.screenpop.browser import DIST
from tests.screenpop.templates import templates

# A sentence with something put in becomes a pattern; one that has no word of its own is none. The
# server's may stand within others.
ENGLISH = """async ([english, russian, server]) => {
    const whole = (module) => Object.values(module).find((one) => one?.login);
    const gaps = ["\\uE000", "\\uE001", "\\uE002", "\\uE003", "\\uE004"];
    const said = (words) => {
        if (typeof words === "string") return [words];
        if (Array.isArray(words)) return words.flatMap(said);
        if (typeof words === "object" && words) return Object.values(words).flatMap(said);
        for (const given of [gaps, [[gaps[0]], ...gaps]]) {
            try { return said(words(...given)); } catch { /* it takes something else */ }
        }
        return [];
    };
    const hasWord = (text) => /[A-Za-z]{3}/.test(text.replace(/[\\uE000-\\uE004]|NaN/g, ""));
    const own = new Set(said(whole(await import(russian))));
    const theirs = said(whole(await import(english))).filter((text) => hasWord(text) && !own.has(text));
    const pattern = (text) => text
        .replace(/[.*+?^${}()|[\\]\\\\]/g, "\\\\$&")
        .replace(/\\u2068?[\\uE000-\\uE004]\\u2069?|NaN/g, ".+");
    const foreign = new RegExp(`^(?:${[...new Set(theirs)].map(pattern).join("|")})$`);
    const within = server.map((one) => pattern(one.replace(/\\{\\w+\\}/g, gaps[0])));
    const servers = new RegExp(within.join("|"), "i");

    const told = [];
    const bare = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.parentElement.closest("script, style, noscript, code")) continue;
        (node.parentElement.closest("bdi") ? bare : told).push(node.data);
    }
    for (const one of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]")) {
        for (const name of ["aria-label", "placeholder", "title", "alt"]) {
            told.push(one.getAttribute(name) ?? "");
        }
    }
    const ours = told.map((text) => text.trim()).filter((text) => text && foreign.test(text));
    return [...new Set([...ours, ...[...told, ...bare].filter((text) => servers.test(text))])];
}"""


async def english_on(page: Page) -> list[str]:
    """The English of ours on a page that speaks Russian."""
    manifest = json.loads((DIST / ".vite/manifest.json").read_text())
    files = [f"/{manifest[f'src/text/{language}/index.ts']['file']}" for language in ("en", "ru")]
    server = sorted({*templates(), *PHRASES.values()})
    found: list[str] = await page.evaluate(ENGLISH, [*files, server])
    return found
