"""How the columns of a file of contacts may be headed."""

from blocks.markdown import table
from ccengine.core.contact_csv import HEADS


def contact_columns() -> str:
    """How the columns of a file of contacts may be headed."""
    rows = [
        (f"{kind} ({label})" if label else kind, ", ".join(f"`{head}`" for head in heads.split(" | ")))
        for kind, label, heads in HEADS
    ]
    return table(("what", "heads"), rows)
