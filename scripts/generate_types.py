"""Write the page's TypeScript types from the server's records: python scripts/generate_types.py"""

from pathlib import Path

from ccengine.api import audit, metrics, shapes, tokens, webhooks
from screenpop.typescript import module

SHAPES = (shapes, webhooks, tokens, audit, metrics)
"""Whose JSON the page reads and writes."""

TARGET = Path(__file__).resolve().parent.parent / "screenpop/web/src/generated/messages.ts"


def main() -> None:
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(module(*SHAPES), encoding="utf-8")


if __name__ == "__main__":
    main()
