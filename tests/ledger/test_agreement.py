"""When two witnesses contradict each other, and when one could not know better."""

from dataclasses import replace

import pytest

from ccengine.core.facts import CallRecord, Mark, Outcome, Partition
from ccengine.ledger.agreement import QUESTION_MS, SAME_MS, Witness, agree
from tests.store.build import call

ANSWERED = call(1, answer=4_000)
LEFT = replace(call(2, length=600), offers=(), visits=(), time=Partition(system_ms=600))


def witness(name: str, *records: CallRecord, until: int = 1 << 62) -> Witness:
    return Witness(name=name, calls={record.call_id: record for record in records}, until=until)


def said(one: CallRecord, two: CallRecord) -> tuple[tuple[str, ...], tuple[str, ...]]:
    agreement = agree(witness("AMI", one), witness("CEL", two))
    return agreement.differences, agreement.explained


def later(record: CallRecord, ms: int) -> CallRecord:
    """It ends later, and all that is between is the PBX's own time."""
    time = replace(record.time, system_ms=record.time.system_ms + ms)
    return replace(record, end=record.end + ms, time=time)


def test_the_same_is_the_same_and_says_how_closely() -> None:
    (part,) = ANSWERED.parts
    near = replace(ANSWERED, parts=(replace(part, end=part.end + SAME_MS),))
    agreement = agree(witness("AMI", ANSWERED, LEFT), witness("CEL", near, LEFT))
    assert (agreement.holds, agreement.calls, agreement.apart_ms) == (True, 2, SAME_MS)
    assert agreement.explained == ()


def test_every_field_that_differs_is_named() -> None:
    (part,) = ANSWERED.parts
    (visit,) = ANSWERED.visits
    changed = replace(
        ANSWERED,
        outcome=Outcome.ABANDONED,
        caller="",
        parts=(replace(part, held_ms=21),),
        visits=(replace(visit, wait_ms=visit.wait_ms + 400),),
    )
    differences, explained = said(ANSWERED, changed)
    assert explained == ()
    assert [difference.partition(":")[0] for difference in differences] == [
        "outcome", "numbers", f"{part.leg} first held", "visit 1 wait",
    ]  # fmt: skip
    assert "answered by AMI, abandoned by CEL" in differences[0]


@pytest.mark.parametrize("ms", [SAME_MS + 1, QUESTION_MS])
def test_who_leaves_during_a_routing_question_is_ended_late_in_cel(ms: int) -> None:
    differences, (why,) = said(LEFT, later(LEFT, ms))
    assert differences == ()
    assert why.endswith(f"({ms} ms later)")


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        (LEFT, later(LEFT, QUESTION_MS + 1)),
        (later(LEFT, 900), LEFT),
        (ANSWERED, later(ANSWERED, 900)),
        (call(3), later(call(3), 900)),
    ],
    ids=["longer than a question", "CEL is earlier", "he was answered", "a phone rang to the end"],
)
def test_what_looks_like_it_is_a_difference(heard: CallRecord, written: CallRecord) -> None:
    differences, explained = said(heard, written)
    assert explained == ()
    assert {difference.partition(":")[0] for difference in differences} >= {"end"}


def test_a_witness_that_broke_off_is_not_blamed() -> None:
    cut = replace(ANSWERED, mark=Mark.UNKNOWN, end=ANSWERED.start + 9_000)
    heard = witness("AMI", cut, until=ANSWERED.start + 9_000)
    assert agree(heard, witness("CEL", ANSWERED)).explained == ("AMI breaks off before a call ends",)
    silent = witness("AMI", until=ANSWERED.start - 1)
    assert agree(silent, witness("CEL", ANSWERED)).holds
    both = agree(heard, witness("CEL", cut, until=cut.end))
    assert (both.holds, both.explained) == (True, ("nobody saw the end of a call",))


def test_a_witness_that_went_on_should_have_known() -> None:
    cut = replace(ANSWERED, mark=Mark.UNKNOWN)
    assert agree(witness("AMI", cut), witness("CEL", ANSWERED)).differences == (
        "AMI lacks the end of a call",
    )
    assert agree(witness("AMI", ANSWERED), witness("CEL")).differences == ("CEL lacks a call",)
