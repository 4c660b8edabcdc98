"""Write the page's TypeScript types from the server's records: python scripts/generate_types.py"""

from pathlib import Path

from ccengine.api import shapes
from screenpop.typescript import module

TARGET = Path(__file__).resolve().parent.parent / "screenpop/web/src/generated/messages.ts"


def main() -> None:
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(module(shapes), encoding="utf-8")


if __name__ == "__main__":
    main()
