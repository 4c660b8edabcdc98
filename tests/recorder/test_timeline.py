"""The plan: what lies where, and what is said of what is not there."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ccengine.core.facts import Role
from ccengine.core.leg import OPEN
from ccengine.core.recording import RecordingPlan
from ccengine.core.rules import RecordingDecision
from recorder.timeline import Channel, Sound, Talked, Verdict, heard_from, make_plan
from tests.recorder.sound import call, leg, part

CLIENT = leg("c.1", "outside", 1_000, 61_000, answered=1_500)
OPERATOR = leg("o.1", "inside", 5_000, 61_010, answered=11_000, endpoint="op101")
ANSWERED = call(CLIENT, OPERATOR, parts=(part("o.1", 11_000, 61_000),))


def test_a_voice_ends_when_its_leg_ends() -> None:
    plan = make_plan(ANSWERED, {"c.1": Sound(length_ms=59_500), "o.1": Sound(length_ms=50_000)})
    assert plan is not None
    assert plan.verdict is Verdict.READY
    assert plan.problem == ""
    assert {voice.leg: (voice.begin, voice.end, voice.channel) for voice in plan.voices} == {
        "c.1": (1_500, 61_000, Channel.LEFT),
        "o.1": (11_010, 61_010, Channel.RIGHT),
    }
    assert (plan.begin, plan.end, plan.expected_ms) == (11_000, 61_010, 50_000)


def test_nobody_talked_so_nothing_is_expected() -> None:
    unanswered = call(CLIENT, leg("o.1", "inside", 5_000, 61_000))
    assert make_plan(unanswered, {"c.1": Sound(length_ms=59_000)}) is None
    assert heard_from(unanswered) == {}


def test_no_file_at_all_is_missing() -> None:
    plan = make_plan(ANSWERED, {})
    assert plan is not None
    assert plan.verdict is Verdict.MISSING
    assert plan.length_ms == 0
    assert plan.problem == (
        "the client's voice is missing: there is no file; the voice of op101 is missing: there is no file"
    )


def test_one_voice_of_two_is_short_and_says_whose() -> None:
    plan = make_plan(ANSWERED, {"c.1": Sound(length_ms=59_000), "o.1": Sound(length_ms=0)})
    assert plan is not None
    assert plan.verdict is Verdict.SHORT
    assert plan.problem == "the voice of op101 is missing: the file is empty"


def test_a_voice_that_begins_too_late_is_short() -> None:
    plan = make_plan(ANSWERED, {"c.1": Sound(length_ms=59_000), "o.1": Sound(length_ms=45_990)})
    assert plan is not None
    assert plan.verdict is Verdict.SHORT
    assert plan.problem == "the voice of op101 is short: 46.0 s of 50.0 s"


def test_files_that_cannot_be_read_fail() -> None:
    plan = make_plan(ANSWERED, {"c.1": Sound(flaw="it is not a WAV file")})
    assert plan is not None
    assert plan.verdict is Verdict.FAILED
    assert "the client's voice is missing: it is not a WAV file" in plan.problem


def test_phones_that_only_rang_are_not_missed() -> None:
    rang = leg("o.2", "inside", 5_000, 11_000, endpoint="op102")
    plan = make_plan(
        call(CLIENT, OPERATOR, rang, parts=ANSWERED.parts),
        {"c.1": Sound(length_ms=59_500), "o.1": Sound(length_ms=50_000)},
    )
    assert plan is not None
    assert plan.verdict is Verdict.READY


def test_a_voice_that_was_gone_before_the_talk_is_left_out() -> None:
    gone = leg("o.0", "inside", 2_000, 9_000, endpoint="op100")
    sounds = {"c.1": Sound(length_ms=59_500), "o.1": Sound(length_ms=50_000), "o.0": Sound(length_ms=900)}
    plan = make_plan(call(CLIENT, OPERATOR, gone, parts=ANSWERED.parts), sounds)
    assert plan is not None
    assert {voice.leg for voice in plan.voices} == {"c.1", "o.1"}


def test_a_transfer_needs_each_operator_from_his_own_first_word() -> None:
    second = leg("o.2", "inside", 30_000, 61_000, answered=33_000, endpoint="op102")
    first = leg("o.1", "inside", 5_000, 35_000, answered=11_000, endpoint="op101")
    parts = (
        part("o.1", 11_000, 34_000),
        part("o.2", 33_000, 61_000, operator="op102", role=Role.TRANSFEREE),
    )
    transferred = call(CLIENT, first, second, parts=parts)
    assert heard_from(transferred) == {"c.1": 11_000, "o.1": 11_000, "o.2": 33_000}


def test_an_internal_call_has_the_caller_on_the_left() -> None:
    caller = leg("a.1", "inside", 1_000, 9_000, answered=2_000, endpoint="op101")
    called = leg("b.1", "inside", 1_100, 9_000, answered=2_000, endpoint="op102")
    local = leg("l.1", "plumbing", 1_050, 9_000)
    talk = call(caller, local, called, parts=(part("a.1", 2_000, 9_000), part("b.1", 2_000, 9_000)))
    plan = make_plan(talk, {"a.1": Sound(length_ms=7_000), "b.1": Sound(length_ms=7_000)})
    assert plan is not None
    assert [(voice.leg, voice.channel) for voice in plan.voices] == [
        ("a.1", Channel.LEFT),
        ("b.1", Channel.RIGHT),
    ]


def test_a_leg_whose_end_nobody_saw_ends_with_the_call() -> None:
    lost = leg("o.1", "inside", 5_000, 0, endpoint="op101")
    plan = make_plan(
        call(CLIENT, lost, parts=ANSWERED.parts, end=61_000),
        {"c.1": Sound(length_ms=59_500), "o.1": Sound(length_ms=50_000)},
    )
    assert plan is not None
    assert max(voice.end for voice in plan.voices) == 61_000


@given(client=st.integers(0, 70_000), operator=st.integers(0, 70_000))
def test_the_recording_never_begins_before_the_talk_and_ready_means_whole(client: int, operator: int) -> None:
    plan = make_plan(ANSWERED, {"c.1": Sound(length_ms=client), "o.1": Sound(length_ms=operator)})
    assert plan is not None
    assert plan.begin >= 11_000
    assert plan.length_ms >= 0
    if plan.verdict is Verdict.READY:
        assert plan.length_ms >= plan.expected_ms - 1_000
    else:
        assert plan.problem


# --- what was not to be recorded -----------------------------------------------------------------

YES = RecordingDecision(record=True, rule="all")
NO = RecordingDecision(record=False, rule="refused", why="The client said no.")
QUIET = RecordingDecision(record=False, switchable=True, rule="ask", why="Ask him first.")
WHOLE = {"c.1": Sound(length_ms=59_500), "o.1": Sound(length_ms=50_000)}


def ruled(*plans: RecordingPlan, silences: tuple[tuple[int, int], ...] = ()) -> Talked:
    return replace(ANSWERED, plans=plans, silences=silences)


def test_what_was_not_to_be_recorded_is_no_fault() -> None:
    plan = make_plan(ruled(RecordingPlan(call=NO)), {})
    assert plan is not None
    assert (plan.verdict, plan.problem, plan.length_ms) == (Verdict.NOT_RECORDED, "The client said no.", 0)
    assert heard_from(ruled(RecordingPlan(call=NO))) == {}


def test_an_operator_who_is_kept_out_is_no_fault() -> None:
    call = ruled(RecordingPlan(call=YES, apart={"op101": NO}))
    plan = make_plan(call, {"c.1": Sound(length_ms=59_500)})
    assert plan is not None
    assert (plan.verdict, plan.problem, [voice.leg for voice in plan.voices]) == (Verdict.READY, "", ["c.1"])
    assert heard_from(call) == {"c.1": 11_000}
    missing = make_plan(call, {})
    assert missing is not None
    assert (missing.verdict, missing.problem) == (
        Verdict.MISSING,
        "the client's voice is missing: there is no file",
    )


def test_what_no_rule_let_be_recorded_is_not_kept_whoever_made_a_file_of_it() -> None:
    """A PBX with a configuration from before these rules does."""
    plan = make_plan(ruled(RecordingPlan(call=NO)), WHOLE)
    assert plan is not None
    assert (plan.verdict, plan.voices) == (Verdict.NOT_RECORDED, ())
    kept_out = make_plan(ruled(RecordingPlan(call=YES, apart={"op101": NO})), WHOLE)
    assert kept_out is not None
    assert [voice.leg for voice in kept_out.voices] == ["c.1"]


def test_a_file_that_begins_where_the_call_was_passed_on_to_is_no_fault() -> None:
    plan = make_plan(ruled(RecordingPlan(call=NO), RecordingPlan(call=YES)), {"c.1": Sound(length_ms=20_000)})
    assert plan is not None
    assert (plan.verdict, plan.begin) == (Verdict.READY, 41_000)


def test_what_was_silent_from_beginning_to_end_is_not_recorded() -> None:
    plan = make_plan(ruled(RecordingPlan(call=QUIET), silences=((1_000, OPEN),)), WHOLE)
    assert plan is not None
    assert (plan.verdict, plan.problem, plan.voices) == (Verdict.NOT_RECORDED, "Ask him first.", ())
    off = make_plan(ruled(RecordingPlan(call=YES), silences=((11_100, 30_000), (30_000, OPEN))), WHOLE)
    assert off is not None
    assert (off.verdict, off.problem) == (Verdict.NOT_RECORDED, "It was switched off.")


def test_a_pause_is_part_of_a_recording() -> None:
    plan = make_plan(ruled(RecordingPlan(call=YES), silences=((20_000, 30_000),)), WHOLE)
    assert plan is not None
    assert (plan.verdict, plan.silences) == (Verdict.READY, ((20_000, 30_000),))
    assert plan.length_ms == plan.expected_ms + 10
