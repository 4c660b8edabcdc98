"""What is going on in the PBX right now, asked for on the event link.

Events are never replayed, so after every connection this picture comes before them: who is on
the line, who is bridged with whom, who sits and who waits in the PBX's queues, what state the
phones are in. It needs ``write=reporting`` and no more; an action that the login may not use
leaves its part empty and its name in ``refused``. A list whose items do not add up to its
count (a caller tore one apart) is named in ``torn``: what it holds is true, but not all.

Events that happened meanwhile are delivered after it and may be in it already.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ami.codec import Frame
from ccengine.core.errors import PbxRefused

LISTS = ("CoreShowChannels", "BridgeList", "QueueStatus", "DeviceStateList")
"""The list actions, besides CoreStatus at the start and one BridgeInfo for each bridge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel. ``state`` is Asterisk's number (4 ring, 5 ringing, 6 up); ``age_s`` is how long
    it has been there; ``call`` is CC_CALL; ``bridge`` is empty when it is in none."""

    channel: str
    uniqueid: str
    linkedid: str
    state: int
    number: str
    name: str
    connected_number: str
    connected_name: str
    account: str
    context: str
    exten: str
    application: str
    bridge: str
    call: str
    age_s: int
    frame: Frame
    """As it came, for what else it may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """A bridge and the uniqueids of the channels in it."""

    bridge: str
    technology: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A phone in one of the PBX's queues."""

    queue: str
    interface: str
    paused: bool
    reason: str
    in_call: bool
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A caller waiting in one of the PBX's queues."""

    queue: str
    channel: str
    uniqueid: str
    position: int
    wait_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The PBX at one moment. It was asked for at ``asked`` (UTC milliseconds).

    ``started`` and ``reloaded`` are the PBX's own words for when (its local time): good for
    telling one run from another. ``devices`` are the states of phones (``NOT_INUSE``, ...).
    """

    asked: int
    started: str
    reloaded: str
    calls_processed: int
    channels: tuple[Channel, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    members: tuple[Member, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    devices: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    torn: tuple[str, ...] = ()


Ask = Callable[[Mapping[str, str]], Awaitable[Sequence[Frame]]]
"""Send an action; return its response and, for a list, the items and the closing event.
Raises PbxRefused, PbxTimeout or PbxUnreachable."""


async def take_snapshot(ask: Ask, asked: int) -> Snapshot:
    """Ask for everything, one action after the other."""
    picture = _Asking(ask)
    (status,) = await picture.answer({"Action": "CoreStatus"}) or (Frame(()),)
    items = {action: await picture.items({"Action": action}) for action in LISTS}
    bridges = [
        _bridge(item, await picture.items({"Action": "BridgeInfo", "BridgeUniqueid": item["BridgeUniqueid"]}))
        for item in items["BridgeList"]
        if "BridgeUniqueid" in item
    ]
    queues = items["QueueStatus"]
    return Snapshot(
        asked=asked,
        started=_moment(status, "CoreStartup"),
        reloaded=_moment(status, "CoreReload"),
        calls_processed=_whole(status, "CoreProcessedCalls"),
        channels=tuple(_channel(item) for item in items["CoreShowChannels"] if item.get("Uniqueid")),
        bridges=tuple(bridges),
        members=tuple(_member(item) for item in queues if item["Event"] == "QueueMember"),
        waiting=tuple(_waiting(item) for item in queues if item["Event"] == "QueueEntry"),
        devices={
            item["Device"]: item.get("State", "") for item in items["DeviceStateList"] if "Device" in item
        },
        refused=tuple(picture.refused),
        torn=tuple(picture.torn),
    )


class _Asking:
    """Asks, and notes what was refused or came incomplete."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.refused: list[str] = []
        self.torn: list[str] = []

    async def answer(self, action: Mapping[str, str]) -> Sequence[Frame]:
        try:
            return await self._ask(action)
        except PbxRefused:
            # A bridge that has gone meanwhile is refused too, and is nothing to report.
            if action["Action"] != "BridgeInfo":
                self.refused.append(action["Action"])
            return ()

    async def items(self, action: Mapping[str, str]) -> list[Frame]:
        answer = await self.answer(action)
        if not answer:
            return []
        items = [frame for frame in answer[1:] if "EventList" not in frame]
        announced = answer[-1].get("ListItems", "")
        if announced.isdecimal() and int(announced) != len(items):
            self.torn.append(action["Action"])
        return items


def _channel(item: Frame) -> Channel:
    return Channel(
        channel=item.get("Channel", ""),
        uniqueid=item["Uniqueid"],
        linkedid=item.get("Linkedid", ""),
        state=_whole(item, "ChannelState"),
        number=_known(item, "CallerIDNum"),
        name=_known(item, "CallerIDName"),
        connected_number=_known(item, "ConnectedLineNum"),
        connected_name=_known(item, "ConnectedLineName"),
        account=item.get("AccountCode", ""),
        context=item.get("Context", ""),
        exten=item.get("Exten", ""),
        application=item.get("Application", ""),
        bridge=item.get("BridgeId", ""),
        call=_variable(item, "CC_CALL"),
        age_s=_age(item.get("Duration", "")),
        frame=item,
    )


def _bridge(item: Frame, inside: Sequence[Frame]) -> Bridge:
    return Bridge(
        bridge=item["BridgeUniqueid"],
        technology=item.get("BridgeTechnology", ""),
        channels=tuple(each["Uniqueid"] for each in inside if each.get("Uniqueid")),
    )


def _member(item: Frame) -> Member:
    return Member(
        queue=item.get("Queue", ""),
        interface=item.get("Location", item.get("StateInterface", "")),
        paused=item.get("Paused") == "1",
        reason=item.get("PausedReason", ""),
        in_call=item.get("InCall") == "1",
        status=_whole(item, "Status"),
    )


def _waiting(item: Frame) -> Waiting:
    return Waiting(
        queue=item.get("Queue", ""),
        channel=item.get("Channel", ""),
        uniqueid=item.get("Uniqueid", ""),
        position=_whole(item, "Position"),
        wait_s=_whole(item, "Wait"),
    )


def _moment(status: Frame, which: str) -> str:
    return f"{status.get(which + 'Date', '')} {status.get(which + 'Time', '')}".strip()


def _known(item: Frame, name: str) -> str:
    value = item.get(name, "")
    return "" if value == "<unknown>" else value


def _whole(item: Frame, name: str) -> int:
    value = item.get(name, "")
    return int(value) if value.isdecimal() else 0


def _age(duration: str) -> int:
    """``01:02:03`` in seconds."""
    seconds = 0
    for part in duration.split(":"):
        seconds = seconds * 60 + (int(part) if part.isdecimal() else 0)
    return seconds


def _variable(item: Frame, name: str) -> str:
    for pair in item.all("ChanVariable"):
        key, _, value = pair.partition("=")
        if key == name:
            return value
    return ""
