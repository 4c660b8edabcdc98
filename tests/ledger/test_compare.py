"""The PBX's log against our records."""

from dataclasses import replace

from ccengine.core.facts import CallRecord, Mark
from ccengine.ledger.compare import FLEETING_MS, TOLERANCE_MS, Kept, compare, talked
from ccengine.ledger.rebuild import NO_END, rebuild
from tests.core.recorded import FIXTURES, NODE, SCENARIOS, by_ami, by_cel, records


def kept(record: CallRecord) -> Kept:
    return Kept(
        answered=bool(record.answer),
        duration_ms=record.end - record.start,
        talked=talked(record),
        mark=record.mark.value,
    )


def test_our_records_of_all_stories_agree_with_the_log() -> None:
    rebuilt = [record for name in SCENARIOS for record in rebuild(NODE, by_cel(FIXTURES / name))]
    ours = {r.call_id: kept(r) for name in SCENARIOS for r in records(by_ami(FIXTURES / name))}
    verdict = compare(rebuilt, ours)
    assert verdict.true, verdict.differences
    assert verdict.calls == len(ours)
    assert verdict.marks == {"observed": len(ours)}


def test_rebuilt_calls_are_the_same_and_marked_recovered() -> None:
    for name in SCENARIOS:
        rebuilt = sorted(rebuild(NODE, by_cel(FIXTURES / name)), key=lambda r: (r.start, str(r.call_id)))
        assert {record.mark for record in rebuilt} == {Mark.RECOVERED}
        assert [replace(r, mark=Mark.OBSERVED) for r in rebuilt] == records(by_cel(FIXTURES / name))


def test_each_difference_is_told() -> None:
    (record,) = rebuild(NODE, by_cel(FIXTURES / "responsible"))
    right = kept(record)

    def told(ours: Kept) -> list[str]:
        return [difference.what for difference in compare([record], {record.call_id: ours}).differences]

    almost = right.duration_ms + TOLERANCE_MS
    assert told(right) == []
    assert told(replace(right, answered=False)) == ["answered: the PBX's log says True, we say False"]
    assert told(replace(right, duration_ms=almost)) == []
    assert "duration" in told(replace(right, duration_ms=almost + 1))[0]
    assert "who talked: op101" in told(replace(right, talked={"op102": FLEETING_MS}))[0]


def test_a_client_who_gives_up_as_he_is_answered_may_have_talked_by_one_log_alone() -> None:
    (record,) = rebuild(NODE, by_cel(FIXTURES / "responsible"))
    (part,) = record.parts

    def told(theirs: int, ours: int) -> list[str]:
        """How long op101 talked by each; 0: he was not answered."""
        parts = (replace(part, end=part.start + theirs),) if theirs else ()
        log = replace(record, parts=parts, answer=record.answer if theirs else 0)
        talk = {"op101": ours} if ours else {}
        mine = replace(kept(record), answered=bool(ours), talked=talk)
        return [difference.what for difference in compare([log], {log.call_id: mine}).differences]

    assert told(FLEETING_MS - 1, 0) == told(0, FLEETING_MS - 1) == told(3_000, 1) == []
    assert len(told(FLEETING_MS, 0)) == len(told(0, FLEETING_MS)) == 2


def test_a_call_on_one_side_only_is_a_difference() -> None:
    (record,) = rebuild(NODE, by_cel(FIXTURES / "responsible"))
    (missing,) = compare([record], {}).differences
    assert "we have no record" in missing.what
    (extra,) = compare([], {record.call_id: kept(record)}).differences
    assert "no such call" in extra.what


def test_calls_that_the_log_holds_only_in_part_are_not_held_against_us() -> None:
    seen = by_cel(FIXTURES / "responsible")
    (record,) = rebuild(NODE, seen[: len(seen) // 2])
    assert (record.mark, record.reason) == (Mark.UNKNOWN, NO_END)
    assert compare([record], {}).true


def test_a_consultation_is_no_talk_with_the_client() -> None:
    (record,) = rebuild(NODE, by_cel(FIXTURES / "atxfer_cancel"))
    assert talked(record).keys() == {"op101"}
