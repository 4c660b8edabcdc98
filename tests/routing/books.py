"""Rule books for the scene's house, any that a person could write: some make sense, some do not."""

from hypothesis import strategies as st

from ccengine.core.hours import Hours
from ccengine.core.rules import KINDS, RecordingRule, RecordingWhen, Rule, RuleBook, When
from tests.routing.scene import AZIZA, CALENDARS, OLGA, TIMUR

ids = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True)
names = st.text(max_size=20).filter(str.isprintable)


def some(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Mostly none: the condition speaks of nothing."""
    chosen = st.lists(st.sampled_from(values), unique=True, max_size=3).map(tuple)
    nothing: st.SearchStrategy[tuple[str, ...]] = st.just(())
    return nothing | chosen


whens = st.builds(
    When,
    dialled=some("100", "999"),
    hours=st.sampled_from(["", "", "open", "closed"]),
    calendar=st.sampled_from(["", "", "", "nights", "gone"]),
    client=st.sampled_from(["", "", "known", "unknown", "withheld"]),
    priority_from=st.sampled_from([0, 0, 1, 5]),
    languages=some("ru", "uz"),
    departments=some("sales", "support", "law"),
)
rules = st.builds(
    Rule,
    id=ids,
    kind=st.sampled_from(KINDS),
    name=names,
    target=st.sampled_from(["", "", "", "sales", "support", "vip", "billing", OLGA, "hello", "gone"]),
    seconds=st.sampled_from([0, 0, 5, 600]),
    attempts=st.sampled_from([1, 1, 2, 5]),
    most_waiting=st.sampled_from([0, 0, 1, 3]),
    when=whens,
)
recordings = st.builds(
    RecordingRule,
    id=ids,
    record=st.booleans(),
    name=names,
    share=st.integers(0, 100),
    announce=st.booleans(),
    switchable=st.booleans(),
    when=st.builds(
        RecordingWhen,
        queues=some("sales", "gone"),
        operators=some(AZIZA, TIMUR),
        dialled=some("100"),
        directions=some("inbound", "outbound", "internal"),
        consent=st.sampled_from(["", "yes", "no", "unasked"]),
    ),
)


def _day(borders: list[int]) -> tuple[tuple[int, int], ...]:
    """Stretches between borders, two by two."""
    ordered = sorted(borders)
    return tuple(zip(ordered[::2], ordered[1::2], strict=False))


calendars = st.builds(
    Hours,
    zone=st.sampled_from(["Asia/Tashkent", "UTC", "Europe/Athens", "Nowhere/Land"]),
    week=st.just(()) | st.tuples(*[st.lists(st.integers(0, 24 * 60), unique=True, max_size=6).map(_day)] * 7),
    holidays=some("2026-11-23", "2027-01-01"),
)
books = st.builds(
    RuleBook,
    calendars=st.dictionaries(ids, calendars, max_size=2).map(lambda more: {**CALENDARS, **more}),
    rules=st.lists(rules, max_size=10, unique_by=lambda rule: rule.id).map(tuple),
    recording=st.lists(recordings, max_size=4, unique_by=lambda rule: rule.id).map(tuple),
)
