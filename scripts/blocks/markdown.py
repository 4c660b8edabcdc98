"""Tables and diagrams as Markdown, and the check that words and code speak of the same things."""

from collections.abc import Iterable, Mapping, Sequence


class Behind(Exception):
    """The words of this script and the code do not fit each other."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines)


def mermaid(*lines: str) -> str:
    return "\n".join(["```mermaid", *lines, "```"])


def explained(words: Mapping[str, str], names: Iterable[str], what: str) -> Mapping[str, str]:
    """``words``, after making sure that they speak of exactly these names."""
    odd = set(words) ^ set(names)
    if odd:
        raise Behind(f"scripts/blocks: {what} without words, or words without it: {sorted(odd)}")
    return words
