"""Whatever callers write into the stream: Asterisk's own events come through, theirs do not."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ami.codec import Decoder, Frame
from ami.trust import Trust
from tests.ami.recorded import Stream, plain, streams

SYSTEMNAME = "pbx1-0123456789abcdef"
UNIQUEID = f"{SYSTEMNAME}-1795324298.0"
OTHER = f"{SYSTEMNAME}-1795324298.1"
OWN = "cc-1795324298.f00d"


def channel(
    prefix: str = "", *, number: str = "100", connected: str = "200", uniqueid: str = UNIQUEID
) -> str:
    """One channel's lines, in Asterisk's order, with what a caller wrote in two of them."""
    lines = {
        "Channel": "PJSIP/trunk-00000000",
        "ChannelState": "6",
        "ChannelStateDesc": "Up",
        "CallerIDNum": number,
        "CallerIDName": "<unknown>",
        "ConnectedLineNum": connected,
        "ConnectedLineName": "<unknown>",
        "Language": "en",
        "AccountCode": "",
        "Context": "from-trunk",
        "Exten": "100",
        "Priority": "1",
        "Uniqueid": uniqueid,
        "Linkedid": uniqueid,
        "ChanVariable": "CC_CALL=",
    }
    return "".join(f"{prefix}{name}: {value}\r\n" for name, value in lines.items())


def event(name: str, *body: str, systemname: str = SYSTEMNAME) -> bytes:
    head = (
        f"Event: {name}\r\nPrivilege: call,all\r\nTimestamp: 1795324298.272\r\nSystemName: {systemname}\r\n"
    )
    return (head + "".join(body) + "\r\n").encode()


def judged(data: bytes, *, trust: Trust | None = None, systemname: str = SYSTEMNAME) -> list[Frame]:
    trust = trust or Trust(systemname)
    return trust.judge(Decoder().feed(data), now=0.0) + trust.flush(now=9.0)


def what(frames: list[Frame]) -> list[tuple[str, str]]:
    return [(frame.get("Event", ""), frame.get("Uniqueid", "")) for frame in frames]


FORGED_EVENT = "\r\n\r\nEvent: Hangup\r\nUniqueid: victim\r\nCause: 16\r\n\r\nX"
ATTACKS = {
    "a whole event": FORGED_EVENT,
    "a whole event after bare LF": FORGED_EVENT.replace("\r\n", "\n"),
    "an id": "\r\nUniqueid: victim",
    "ids and an end": "\r\nUniqueid: victim\r\nLinkedid: victim\r\n\r\n",
    "ids after bare LF": "\nUniqueid: victim\nLinkedid: victim\n\n",
    "ids that are none": "\r\nUniqueid: <null>\r\nLinkedid: <null>\r\n\r\n",
    "a wrong head": "\r\n\r\n" + event("Hangup", channel(uniqueid="victim"), systemname="guess").decode(),
    "an answer": "\r\n\r\nResponse: Success\r\nActionID: 1\r\n\r\n",
    "a list item": "\r\n\r\nEvent: CoreShowChannel\r\nActionID: 1\r\nUniqueid: victim\r\n\r\n",
    "a queue item": "\r\n\r\nEvent: QueueEntry\r\nQueue: sales\r\nUniqueid: victim\r\n\r\n",
    "a boot": "\r\n\r\nEvent: FullyBooted\r\nStatus: Fully Booted\r\n\r\n",
    "our call id": "\r\nChanVariable: CC_CALL=victim",
    "a channel without end": "\r\nXChannelState: 6",
    "another state": "\r\nChannelState: 0",
    "a line": "\r\nEvent",
    "only a line end": "\r\n",
    "bare CR": "\rUniqueid: victim",
    "the end of a frame": "\r\n\r\n",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
@pytest.mark.parametrize("where", ["number", "connected"])
def test_an_attack_changes_nothing_but_the_callers_own_number(attack: str, where: str) -> None:
    clean = event("Newstate", channel(uniqueid=OTHER))
    tampered = event("Newstate", channel(**{where: "7" + attack}))
    trust = Trust(SYSTEMNAME)
    first, frame, last = judged(clean + tampered + clean, trust=trust)
    assert what([first, frame, last]) == [("Newstate", OTHER), ("Newstate", UNIQUEID), ("Newstate", OTHER)]
    assert (first.hostile, frame.hostile, last.hostile) == (False, True, False)
    assert frame["ChannelState"] == "6"
    assert frame["Linkedid"] == UNIQUEID
    assert frame.all("ChanVariable") == ["CC_CALL="]
    assert trust.hostile.total() > 0


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_in_the_second_channel(attack: str) -> None:
    dial = event(
        "DialBegin", channel(), channel("Dest", connected="7" + attack, uniqueid=OTHER), "DialString: x\r\n"
    )
    (frame,) = judged(dial)
    assert (frame["Uniqueid"], frame["DestUniqueid"], frame["DialString"]) == (UNIQUEID, OTHER, "x")
    assert frame.all("DestChanVariable") == ["CC_CALL="]


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_in_an_event_that_nobody_wants(attack: str) -> None:
    trust = Trust(SYSTEMNAME)
    decoder = Decoder(wanted={"Hangup", "Newstate"}, systemname=SYSTEMNAME)
    data = event("VarSet", channel(number="7" + attack)) + event("Newstate", channel(uniqueid=OTHER))
    held = event("Newstate", channel(number="7" + attack)) + data
    frames = trust.judge(decoder.feed(held), now=0.0)
    assert what(frames) == [("Newstate", UNIQUEID), ("Newstate", OTHER)]


def test_clean_events_are_taken_at_once() -> None:
    trust = Trust(SYSTEMNAME)
    frames = trust.judge(Decoder().feed(event("Hangup", channel(), "Cause: 16\r\n")), now=0.0)
    assert what(frames) == [("Hangup", UNIQUEID)]
    assert not trust.hostile
    assert trust.held_until is None


def test_a_held_event_is_let_go_by_silence() -> None:
    trust = Trust(SYSTEMNAME, held_s=0.5)
    decoder = Decoder()
    first, rest = event("Hangup", channel(number="7" + FORGED_EVENT), "Cause: 17\r\n").split(b"X\r\n")
    assert trust.judge(decoder.feed(first), now=10.0) == []
    assert trust.flush(now=10.4) == []
    # The rest comes late: the silence is counted anew from each piece.
    assert trust.judge(decoder.feed(b"X\r\n" + rest), now=10.4) == []
    assert trust.flush(now=10.6) == []
    (frame,) = trust.flush(now=11.0)
    assert (frame["Uniqueid"], frame["Cause"], frame.hostile) == (UNIQUEID, "17", True)
    assert trust.held_until is None


def test_an_issued_channel_id_is_taken_at_once() -> None:
    trust = Trust(SYSTEMNAME)
    trust.expect_channel(OWN)
    assert what(trust.judge(Decoder().feed(event("Newstate", channel(uniqueid=OWN))), now=0.0))
    trust.judge(Decoder().feed(event("Hangup", channel(uniqueid=OWN))), now=0.0)
    assert trust.judge(Decoder().feed(event("Newstate", channel(uniqueid=OWN))), now=0.0) == []


def test_a_foreign_channel_id_is_learned_and_is_not_hostile() -> None:
    trust = Trust(SYSTEMNAME)
    decoder = Decoder()
    foreign = event("Newstate", channel(uniqueid="spy-1"))
    assert trust.judge(decoder.feed(foreign), now=0.0) == []
    assert what(trust.judge(decoder.feed(foreign), now=0.0)) == [("Newstate", "spy-1")] * 2
    assert trust.foreign == 1
    assert not trust.hostile


def test_a_caller_teaches_no_id() -> None:
    """An id that he adds under a name of its own must not be taken for a channel later."""
    taught = event("Newstate", channel(number="7\r\nDestUniqueid: victim", uniqueid=OTHER))
    *_, frame = judged(taught * 2 + event("Newstate", channel(number="7\r\nUniqueid: victim")))
    assert frame["Uniqueid"] == UNIQUEID


def test_an_answer_counts_once_and_only_when_asked() -> None:
    answer = b"Response: Success\r\nActionID: abc\r\nMessage: Pong\r\n\r\n"
    trust = Trust(SYSTEMNAME)
    assert judged(answer, trust=trust) == []
    trust.expect_answer("abc")
    assert len(judged(answer + answer, trust=trust)) == 1
    assert trust.hostile["stray piece"] == 2


def test_items_of_a_list_count_until_its_end() -> None:
    item = f"Event: CoreShowChannel\r\nActionID: abc\r\n{channel()}\r\n".encode()
    start = b"Response: Success\r\nActionID: abc\r\nEventList: start\r\n\r\n"
    end = b"Event: CoreShowChannelsComplete\r\nActionID: abc\r\nEventList: Complete\r\nListItems: 1\r\n\r\n"
    trust = Trust(SYSTEMNAME)
    trust.expect_answer("abc", is_list=True)
    assert len(judged(item + start + item + end + item, trust=trust)) == 3


def test_a_torn_queue_entry_is_joined() -> None:
    """Its ActionID stands at the end, so that its beginning proves nothing by itself."""
    start = b"Response: Success\r\nActionID: abc\r\nEventList: start\r\n\r\n"
    entry = f"Event: QueueEntry\r\nQueue: sales\r\nUniqueid: {UNIQUEID}\r\nCallerIDNum: 7{FORGED_EVENT}\r\n"
    end = b"Event: QueueStatusComplete\r\nActionID: abc\r\nEventList: Complete\r\nListItems: 1\r\n\r\n"
    trust = Trust(SYSTEMNAME)
    trust.expect_answer("abc", is_list=True)
    _, item, _ = judged(start + f"{entry}Wait: 3\r\nActionID: abc\r\n\r\n".encode() + end, trust=trust)
    assert (item["Event"], item["Uniqueid"], item["ActionID"], item.hostile) == (
        "QueueEntry",
        UNIQUEID,
        "abc",
        True,
    )


def test_fully_booted_counts_once_after_the_login() -> None:
    booted = b"Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\n"
    trust = Trust(SYSTEMNAME)
    assert judged(booted, trust=trust) == []
    trust.expect_boot()
    assert len(judged(booted + booted, trust=trust)) == 1


def test_the_head_that_debug_writes() -> None:
    debug = "SequenceNumber: 5\r\nFile: manager.c\r\nLine: 7\r\nFunc: f\r\nSystemName"
    data = event("Newstate", channel()).replace(b"SystemName", debug.encode())
    assert what(judged(data)) == [("Newstate", UNIQUEID)]


def test_a_pbx_without_a_name() -> None:
    plain_id = "1795324298.0"
    named = event("Newstate", channel(uniqueid=plain_id)).replace(
        f"SystemName: {SYSTEMNAME}\r\n".encode(), b""
    )
    assert what(judged(named, systemname="")) == [("Newstate", plain_id)]


# What a caller might try: words of the protocol, ids he may have seen, line ends of all kinds.
fragment = st.sampled_from(
    [
        *(
            "\r\n",
            "\n",
            "\r",
            "\r\n\r\n",
            ": ",
            "X",
            "7916",
            "Event: Hangup",
            "Event: VarSet",
            "Event: FullyBooted",
        ),
        *(
            "Uniqueid: victim",
            "Linkedid: victim",
            "DestUniqueid: victim",
            "Uniqueid: <null>",
            "ChannelState: 6",
        ),
        *("Privilege: call,all", "Timestamp: 1.1", "SystemName: guess", "ActionID: 1", "Response: Success"),
        *(
            "ChanVariable: CC_CALL=x",
            "CallerIDName: x",
            "EventList: Complete",
            "Event: QueueEntry",
            "DestLinkedid",
        ),
    ]
)
attack = st.lists(fragment, max_size=12).map("".join)
names = st.sampled_from(["Newstate", "Hangup", "BridgeEnter"])


@settings(deadline=None)
@given(
    attacks=st.lists(st.tuples(names, attack, attack), min_size=1, max_size=5),
    cuts=st.lists(st.integers(0, 20_000), max_size=10),
)
def test_no_attack_forges_or_loses_an_event(attacks: list[tuple[str, str, str]], cuts: list[int]) -> None:
    ids = [f"{SYSTEMNAME}-1795324298.{n}" for n in range(len(attacks))]
    data = b"".join(
        event(
            name,
            channel(number=f"7{one}", uniqueid=id_),
            channel("Dest", connected=f"7{two}", uniqueid=OTHER),
        )
        for (name, one, two), id_ in zip(attacks, ids, strict=True)
    )
    trust, decoder = Trust(SYSTEMNAME), Decoder()
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    pieces = [data[start:end] for start, end in pairwise(edges)]
    frames = [f for piece in pieces for f in trust.judge(decoder.feed(piece), now=0.0)] + trust.flush(now=9.0)
    assert what(frames) == [(name, id_) for (name, _, _), id_ in zip(attacks, ids, strict=True)]
    assert [frame["Linkedid"] for frame in frames] == ids
    assert {frame["DestUniqueid"] for frame in frames} == {OTHER}
    for frame in frames:
        assert frame.all("ChanVariable") == frame.all("DestChanVariable") == ["CC_CALL="]


@pytest.mark.parametrize("stream", streams(), ids=repr)
def test_recorded_nothing_is_lost_and_nothing_forged(stream: Stream) -> None:
    frames = stream.believed([stream.raw])
    events = [frame for frame in frames if "SystemName" in frame]
    assert len(events) == stream.genuine
    for frame in frames:
        assert not any(
            "victim" in value for name, value in frame.lines if name.endswith(("Uniqueid", "Linkedid"))
        )


@pytest.mark.parametrize("stream", streams(), ids=repr)
@pytest.mark.parametrize("size", [17, 1460])
def test_recorded_in_pieces(stream: Stream, size: int) -> None:
    pieces = [stream.raw[at : at + size] for at in range(0, len(stream.raw), size)]
    assert plain(stream.believed(pieces)) == plain(stream.believed([stream.raw]))


def test_the_recorded_hostile_calls_are_seen_as_such() -> None:
    (stream,) = (each for each in streams() if each.name == "recorded/gullible.raw")
    frames = stream.believed([stream.raw], wanted={"Newchannel", "Hangup"})
    born = [frame for frame in frames if frame.get("Event") == "Newchannel"]
    gone = [frame for frame in frames if frame.get("Event") == "Hangup"]
    assert sorted(frame["Uniqueid"] for frame in born) == sorted(frame["Uniqueid"] for frame in gone)
    assert sum(frame.hostile for frame in born) == 2
