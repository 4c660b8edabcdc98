"""Which frames are Asterisk's own words. Pure: frames in, believed frames out.

Every caller can write into the event stream: CR LF in the user part of a SIP From, in a
redirection, in a dialled pattern reaches AMI raw, inside the value of a header of a genuine
event. What he writes there may look like headers, like whole events, like answers. It always
lies *inside* one genuine event, though, and he can know neither our systemname nor our
ActionIDs. So there are six rules:

1. a frame is cut from bytes (`ami.codec`), never by what text calls a line;
2. an event begins with the exact head and *our* systemname;
3. an answer or list item counts once, under an outstanding random ActionID;
4. FullyBooted counts once, after the login;
5. what begins so is taken at once when it has no flaw: no name twice, no stray CR or LF, no line
   without a colon, every channel's group closed by its Linkedid, its variables right after that,
   and every Uniqueid and Linkedid one of this PBX or a ChannelId that we issued;
6. otherwise it is *held*; what follows, up to the next valid start, is its torn-off rest. The
   pieces are joined, the head taken from the top, ids by their prefix, other names by their last
   value (the PBX's own comes after the forged), and the frame is marked hostile.

A held frame needs the next start, or a moment of silence (`flush`), since Asterisk writes an
event in one go. A PBX without a systemname (``systemname=""``) can be listened to, but rule 2
then lets a caller who knows AMI write a false head: give every PBX an unguessable systemname.

ChannelIds issued by others (or by us, before a restart) are unknown here. Their first event is
held, joined with nothing, and teaches the id; it is not counted as hostile.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ami.codec import Frame, Mark, head_pattern

HELD_S = 0.25
"""How long silence must last before a held frame is believed to be whole."""

KNOWN_CHANNELS = 4096

# List items that carry their ActionID in the last line and not in the second.
LATE_ID_ITEMS = frozenset({"QueueParams", "QueueMember", "QueueEntry"})

_HEAD_LINES = 4
_REPEATED = ("ChanVariable", "Variable", "Output")
_TENANT = ("Tenantid", "TenantID")
_BEFORE_CHANNEL_VARIABLES = ("Linkedid", *_TENANT, "ChanVariable")
_CALLER_WRITTEN = ("CallerIDNum", "CallerIDName", "ConnectedLineNum", "ConnectedLineName", "Exten")
_BREAKS = re.compile(r"[\r\n]")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NO_ID = frozenset({"", "<null>", "<none>", "<unknown>"})
_PLAIN_ID = re.compile(r"\d{9,11}\.\d+")


@lru_cache(maxsize=4096)
def _is_id(name: str) -> bool:
    """Does this header name a channel? (Bridges have random ids, and nothing hangs on them.)"""
    return name.endswith(("Uniqueid", "Linkedid")) and not name.endswith("BridgeUniqueid")


@dataclass(slots=True)
class _Held:
    """A genuine beginning with a flaw, and what came after it."""

    first: Frame
    flaw: str
    since: float
    pieces: list[Frame] = field(default_factory=list)


@dataclass(slots=True)
class _Asked:
    """An action of ours that Asterisk has not finished answering."""

    is_list: bool
    answered: bool = False


class Trust:
    """Keeps what Asterisk said, drops and counts what was put into its mouth.

    ``hostile`` counts, by reason, genuine frames that a caller tampered with and pieces that
    belong to nothing; ``foreign`` counts frames of ChannelIds that were not ours.
    """

    def __init__(self, systemname: str, *, held_s: float = HELD_S) -> None:
        self.hostile: Counter[str] = Counter()
        self.foreign = 0
        self._prefix = f"{systemname}-" if systemname else ""
        self._head = head_pattern(systemname)
        self._held_s = held_s
        self._held: _Held | None = None
        self._asked: dict[str, _Asked] = {}
        self._channels: dict[str, None] = {}
        self._boot_expected = False

    def expect_answer(self, action_id: str, *, is_list: bool = False) -> None:
        """An action was sent under this random ActionID; ``is_list``: items may follow."""
        self._asked[action_id] = _Asked(is_list)

    def forget_answer(self, action_id: str) -> None:
        """Nobody waits for this answer any longer."""
        self._asked.pop(action_id, None)

    def expect_boot(self) -> None:
        """The login was accepted: one FullyBooted may come."""
        self._boot_expected = True

    def expect_channel(self, channel_id: str) -> None:
        """A channel may appear under this ChannelId, which we issued."""
        while len(self._channels) >= KNOWN_CHANNELS:
            del self._channels[next(iter(self._channels))]
        self._channels[channel_id] = None

    @property
    def held_until(self) -> float | None:
        """When `flush` will let the held frame go; None if nothing is held."""
        return None if self._held is None else self._held.since + self._held_s

    def judge(self, frames: Iterable[Frame | Mark], now: float) -> list[Frame]:
        """The genuine ones among these, with what was held before them. ``now``: monotonic."""
        believed: list[Frame] = []
        for frame in frames:
            if frame is Mark.SKIPPED:
                believed += self._release(closed=True)
            elif isinstance(frame, Mark):
                self.hostile["overlong frame"] += 1
            elif (flaw := self._begins(frame)) is None:
                self._add_piece(frame, now)
            else:
                believed += self._release(closed=True)
                flaw = flaw or self._flaw(frame)
                if flaw:
                    self._held = _Held(frame, flaw, now)
                else:
                    self._believe(frame, believed)
        return believed

    def flush(self, now: float) -> list[Frame]:
        """What silence has shown to be whole."""
        until = self.held_until
        return self._release(closed=False) if until is not None and now >= until else []

    # -- where a frame begins ------------------------------------------------------------------

    def _begins(self, frame: Frame) -> str | None:
        """None for a piece of something else; else a flaw already seen, mostly none ("")."""
        if self._head.match(frame.raw):
            return ""
        (first, event), (second, value) = frame.lines[0], (*frame.lines, ("", ""))[1]
        asked = self._asked.get(value) if second == "ActionID" else None
        if asked is not None:
            if first == "Response" and not asked.answered:
                return ""
            if first == "Event" and asked.answered and asked.is_list:
                return ""
        elif first == "Event" and event in LATE_ID_ITEMS:
            return self._begins_late(frame)
        elif first == "Event" and event == "FullyBooted" and self._boot_expected:
            return ""
        return None

    def _begins_late(self, frame: Frame) -> str | None:
        """An item whose ActionID stands in the last line; torn, if it is not there."""
        name, value = frame.lines[-1]
        if name == "ActionID" and (asked := self._asked.get(value)) is not None and asked.answered:
            return ""
        waiting = any(asked.answered and asked.is_list for asked in self._asked.values())
        return "torn list item" if waiting and self._held is None else None

    def _add_piece(self, frame: Frame, now: float) -> None:
        if self._held is None:
            self.hostile["stray piece"] += 1
        else:
            self._held.pieces.append(frame)
            self._held.since = now

    # -- what is wrong with it -----------------------------------------------------------------

    def _flaw(self, frame: Frame) -> str:
        """Why this frame cannot be believed as it stands; empty when it can."""
        if frame.ragged:
            return "stray CR or LF"
        if len(frame) != len(frame.lines) and (flaw := _repetition(frame.lines)):
            return flaw
        before = ""
        has_channel = False
        foreign = ""
        for name, value in frame.lines:
            if name.endswith("ChannelState"):
                has_channel = True
                if name.removesuffix("ChannelState") + "Linkedid" not in frame:
                    return "channel without its end"
            elif name.endswith("ChanVariable"):
                if not _follows_channel(name, before):
                    return "variable out of place"
            elif _is_id(name) and not self._genuine_id(value, has_channel=has_channel):
                foreign = "foreign id"
            before = name
        return foreign

    def _genuine_id(self, value: str, *, has_channel: bool) -> bool:
        if self._prefix:
            if value.startswith(self._prefix):
                return True
        elif _PLAIN_ID.fullmatch(value):
            return True
        return value in self._channels or (not has_channel and value in _NO_ID)

    # -- letting go ----------------------------------------------------------------------------

    def _release(self, *, closed: bool) -> list[Frame]:
        """End the hold. ``closed``: by a valid start, so that its end is certain."""
        held, self._held = self._held, None
        believed: list[Frame] = []
        if held is None:
            return believed
        if held.flaw == "foreign id" and not held.pieces:
            self.foreign += 1
            if closed:
                self._learn(held.first)
            self._believe(held.first, believed)
            return believed
        self.hostile[held.flaw] += 1
        mended = self._mend(held)
        if self._flaw(mended) in ("", "foreign id"):
            self._believe(mended, believed)
        else:
            self.hostile["beyond mending"] += 1
        return believed

    def _learn(self, frame: Frame) -> None:
        """Only of the channel that the event is about: headers of others may be a caller's."""
        if "ChannelState" not in _certain(frame.lines):
            return
        for name in ("Uniqueid", "Linkedid"):
            value = frame.get(name, "")
            if value not in _NO_ID and not self._genuine_id(value, has_channel=True):
                self.expect_channel(value)

    def _believe(self, frame: Frame, believed: list[Frame]) -> None:
        """Take it, and note what it ends: an answer counts once, a channel dies once."""
        event = frame.get("Event")
        asked = self._asked.get(frame.get("ActionID", ""))
        if event == "Hangup":
            self._channels.pop(frame.get("Uniqueid", ""), None)
        elif event == "FullyBooted":
            self._boot_expected = False
        elif asked is not None and frame.is_answer:
            asked.answered = True
            if ends_answer(frame, is_list=asked.is_list):
                del self._asked[frame["ActionID"]]
        believed.append(frame)

    def _mend(self, held: _Held) -> Frame:
        """Join the pieces and take from each name the value that is the PBX's own."""
        lines = [*held.first.lines, *(line for piece in held.pieces for line in piece.lines)]
        values: dict[str, str] = {}
        variables: dict[str, list[str]] = {}
        certain = _certain(held.first.lines)
        own = ""
        for name, value in lines:
            if own and name == own:
                variables[own].append(value)
            elif not name.endswith(_TENANT):
                own = ""
            if not _NAME.fullmatch(name) or name.endswith("ChanVariable") or name in certain:
                continue
            if self._outranks(name, value, values.get(name)):
                values[name] = value
                if name.endswith("Linkedid"):
                    # A channel's end, the PBX's own: its variables follow at once.
                    own = name.removesuffix("Linkedid") + "ChanVariable"
                    variables[own] = []
        values = _without_endless({**certain, **values}, certain)
        return Frame(_in_order(values, variables), hostile=True)

    def _outranks(self, name: str, value: str, old: str | None) -> bool:
        """Does a later value of this name replace the earlier? A genuine id is never replaced
        by what is none."""
        if old is None or not _is_id(name) or self._genuine_id(value, has_channel=True):
            return True
        return not self._genuine_id(old, has_channel=True)


def _repetition(lines: Sequence[tuple[str, str]]) -> str:
    """A name that comes twice and may not, or a line without a name."""
    seen: set[str] = set()
    for name, _ in lines:
        if not name:
            return "line without a colon"
        if name in seen and not name.endswith(_REPEATED):
            return "name twice"
        seen.add(name)
    return ""


def _follows_channel(name: str, before: str) -> bool:
    """Do these channel variables stand right behind their channel?"""
    prefix = name.removesuffix("ChanVariable")
    return before.startswith(prefix) and before[len(prefix) :] in _BEFORE_CHANNEL_VARIABLES


def _certain(lines: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What stands above the first value that a caller can write: the PBX's own beyond doubt."""
    certain: dict[str, str] = {}
    for index, (name, value) in enumerate(lines):
        if name.endswith(_CALLER_WRITTEN) or (index >= _HEAD_LINES and name in certain):
            break
        certain[name] = value
    return certain


def _in_order(values: dict[str, str], variables: dict[str, list[str]]) -> list[tuple[str, str]]:
    """The lines of the mended frame, each channel's variables right behind its end."""
    lines: list[tuple[str, str]] = []
    for name, value in values.items():
        lines.append((name, _BREAKS.sub(" ", value)))
        own = name.removesuffix("Linkedid") + "ChanVariable"
        lines += [(own, each) for each in variables.get(own, ())]
    return lines


def _without_endless(values: dict[str, str], certain: Mapping[str, str]) -> dict[str, str]:
    """A channel that has no end was begun by a caller, unless it stands where he cannot write."""
    endless = {
        name
        for name in values.keys() - certain.keys()
        if name.endswith("ChannelState") and name.removesuffix("ChannelState") + "Linkedid" not in values
    }
    return {name: value for name, value in values.items() if name not in endless}


def ends_answer(frame: Frame, *, is_list: bool) -> bool:
    """Is this the last frame of an answer?"""
    if "Event" in frame:
        return frame.get("EventList", "").lower() in ("complete", "cancelled")
    return not is_list or frame.get("Response") == "Error" or frame.get("EventList", "").lower() != "start"
