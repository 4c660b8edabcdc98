"""What a real Asterisk said of known stories, as observations: once by AMI, once by CEL."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ami.cel import CelTranslator, read_rows
from ami.translate import WANTED, Translator
from ccengine.core.events import CallSealed, Event
from ccengine.core.facts import CallRecord
from ccengine.core.floor import REMEMBER_MS, Floor
from ccengine.core.observed import Observed
from tests.ami.recorded import Stream

FIXTURES = Path(__file__).parents[1] / "fixtures"
SCENARIOS = sorted(path.parent.name for path in FIXTURES.glob("*/ami.raw"))
NODE = "pbx1"


@cache
def by_ami(folder: Path) -> tuple[Observed, ...]:
    """The way of the event link: bytes, frames, what is believed of them, what they say of legs."""
    stream, translator = Stream(folder / "ami.raw"), Translator()
    frames = stream.believed([stream.raw], WANTED)
    return tuple(seen for frame in frames for seen in translator.translate(frame) if seen.leg)


@cache
def by_cel(folder: Path) -> tuple[Observed, ...]:
    lines = (folder / "cel.csv").read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    translator = CelTranslator()
    return tuple(seen for row in read_rows(lines) for seen in translator.translate(row))


def play(seen: Iterable[Observed], floor: Floor | None = None) -> tuple[Floor, list[Event]]:
    """Everything applied, then time enough for every call to be sealed."""
    floor = floor or Floor(NODE)
    events: list[Event] = []
    last = 0
    for one in seen:
        events += floor.apply(one)
        last = max(last, one.at)
    for hours in (1, 2):
        events += floor.tick(last + hours * REMEMBER_MS)
    return floor, events


def records(seen: Iterable[Observed]) -> list[CallRecord]:
    """The sealed records, by start."""
    _, events = play(seen)
    return sealed(events)


def sealed(events: Iterable[Event]) -> list[CallRecord]:
    found = [event.record for event in events if isinstance(event, CallSealed)]
    return sorted(found, key=lambda record: (record.start, str(record.call_id)))
