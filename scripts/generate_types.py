"""Write what the page has from the server's records: python scripts/generate_types.py [--check]

Types of messages and of the API's JSON, and the English of every reason. ``--check`` writes nothing and
fails where a file is behind.
"""

import sys
from pathlib import Path

from ccengine.api import audit, day, floor, house, logins, metrics, passing, softphone, tokens, webhooks
from ccengine.api.shapes import calls, clients, contacts, live, problem, rules, session, worklist
from screenpop.typescript import module, phrases

SHAPES = (
    *(session, calls, live, worklist, problem, clients, contacts, rules),
    *(softphone, passing, day, floor, webhooks, tokens, audit, house, logins, metrics),
)
"""Whose JSON the page reads and writes."""

GENERATED = Path(__file__).resolve().parent.parent / "screenpop/web/src/generated"


def files() -> dict[str, str]:
    """What is generated, by file name."""
    return {"messages.ts": module(*SHAPES), "phrases.ts": phrases()}


def main() -> int:
    made = {GENERATED / name: text for name, text in files().items()}
    behind = [path for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in behind:
            print(f"{path.name} is behind: run .venv/bin/python scripts/generate_types.py")
        return 1 if behind else 0
    GENERATED.mkdir(parents=True, exist_ok=True)
    for path in behind:
        path.write_text(made[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
