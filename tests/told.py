"""Whatever a test writes into the log keeps to the contract of the stream, or the test fails.

So a type cannot leave the house without a record, nor with other fields than its record's, by
whatever way it is written: the engine on a real Asterisk, the API, the rules about promises.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest

from ccengine.core.ports import LogEntry
from ccengine.store.store import Session
from tests.stream.judge import faults_of

_LOOKED_AT = 20
"""Of each type, in one batch: a test may write many thousands that are all alike."""


@pytest.fixture(autouse=True)
def nothing_told_but_the_contract(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    faults: dict[str, None] = {}
    copy = Session.copy

    async def listened(
        self: Session, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> None:
        rows = list(rows)
        if table == "log":
            faults.update(dict.fromkeys(_faults(columns, rows)))
        await copy(self, table, columns, rows)

    monkeypatch.setattr(Session, "copy", listened)
    yield
    if faults:
        pytest.fail("written into the log, and not as the contract says:\n  " + "\n  ".join(faults))


def _faults(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    met: Counter[object] = Counter()
    for row in rows:
        fields: dict[str, Any] = dict(zip(columns, row, strict=True))
        met[fields["type"]] += 1
        if met[fields["type"]] <= _LOOKED_AT:
            yield from faults_of(LogEntry(**fields | {"at": 0}))
