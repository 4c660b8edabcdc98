"""From Asterisk's events to what was observed. Vendor words stop here.

One table says which event is translated by which function; everything else costs a dictionary
look-up. The functions know no state: what an event means in the light of others is the
reducer's business.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ami.codec import Frame
from ccengine.core import observed as o
from ccengine.core.ids import is_listening
from ccengine.core.observed import DialResult, Observed, Side

NUMBER_CHARS = frozenset("0123456789*#")

_SEPARATORS = str.maketrans("", "", " ()-./\t")


def clean_number(raw: str) -> str:
    """The digits of a number as a network wrote it, or nothing where it is no number.

    Written separators are dropped; any other character makes the whole worthless: a caller
    writes what he likes into his From header.
    """
    text = raw.translate(_SEPARATORS)
    body = text.removeprefix("+")
    return text if body and len(body) <= 32 and set(body) <= NUMBER_CHARS else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """How to tell where a channel leads. Names of trunks begin with one of ``trunks``; a channel
    born in one of ``outside_contexts`` leads outside too; other phone channels lead inside."""

    trunks: tuple[str, ...] = ("trunk",)
    outside_contexts: tuple[str, ...] = ("from-trunk", "from-pstn", "from-external")
    phones: tuple[str, ...] = ("PJSIP", "SIP", "IAX2", "DAHDI", "Phone")

    def side(self, channel: str, context: str) -> Side:
        technology = channel.partition("/")[0]
        if technology not in self.phones:
            return Side.PLUMBING
        if self.endpoint(channel).startswith(self.trunks) or context in self.outside_contexts:
            return Side.OUTSIDE
        return Side.INSIDE

    def endpoint(self, channel: str) -> str:
        """``op101`` of ``PJSIP/op101-00000001``."""
        return channel.partition("/")[2].rpartition("-")[0]


def pair_of(channel: str) -> str:
    """What the two halves of a Local channel share: its name without ``;1`` or ``;2``."""
    return channel.rpartition(";")[0] if channel.startswith("Local/") else ""


def created(
    topology: Topology,
    *,
    at: int,
    leg: str,
    channel: str,
    context: str,
    exten: str,
    number: str,
    name: str,
    linked: str,
) -> o.LegCreated:
    """The creation of a channel, as AMI and CEL both tell it."""
    side = Side.PLUMBING if is_listening(leg) else topology.side(channel, context)
    return o.LegCreated(
        at=at,
        leg=leg,
        channel=channel,
        side=side,
        endpoint=topology.endpoint(channel),
        number=clean_number(number),
        name="" if name == "<unknown>" else name[:80],
        dialled=clean_number(exten) if side is not Side.PLUMBING else "",
        linked=linked,
        pair=pair_of(channel),
    )


def dialled_number(dial_string: str) -> str:
    """What went into the network: ``79167654321`` of ``79167654321@trunk``."""
    number, at, _ = dial_string.rpartition("/")[2].partition("@")
    return clean_number(number) if at else ""


_DIAL_RESULTS = {
    "ANSWER": DialResult.ANSWERED,
    "BUSY": DialResult.BUSY,
    "NOANSWER": DialResult.NO_ANSWER,
    "CANCEL": DialResult.CANCELLED,
    "CHANUNAVAIL": DialResult.UNREACHABLE,
    "CONGESTION": DialResult.UNREACHABLE,
    "ABORT": DialResult.CANCELLED,
}
MARK = "CCMark"
"""The name under which the dialplan marks what it does itself."""

_HOLDING = "holding_bridge"
"""Where parked calls are: they share one, and do not hear each other."""

_THERE = {
    **dict.fromkeys(("Reachable", "Registered", "NOT_INUSE"), True),
    **dict.fromkeys(("Unreachable", "Unregistered", "UNAVAILABLE", "INVALID"), False),
}
"""Whether a phone can be rung, by the word for its state. Others say nothing of it: a phone that is in
a call is called so also when its registration has gone."""


@dataclass(frozen=True, slots=True)
class Translator:
    """Turns genuine events of one node into observations."""

    topology: Topology = Topology()

    def translate(self, event: Frame) -> list[Observed]:
        """What this event says; nothing for one that says nothing we need."""
        make = _TABLE.get(event.get("Event", ""))
        if make is None:
            return []
        try:
            seen = make(self.topology, event, milliseconds(event.get("Timestamp", "")))
        except (KeyError, ValueError):
            return []  # it lacks the channel or the time that Asterisk always gives
        return [] if seen is None else [seen]


def milliseconds(timestamp: str) -> int:
    """UTC milliseconds of Asterisk's ``1795324298.272614``; exact, without floating point."""
    seconds, _, fraction = timestamp.partition(".")
    return int(seconds) * 1000 + int((fraction + "000")[:3])


def _number(e: Frame) -> str:
    """A number that carried a forged event is no number, whatever its first line looks like."""
    return "" if e.hostile else e.get("CallerIDNum", "")


def _new_channel(topology: Topology, e: Frame, at: int) -> Observed:
    return created(
        topology,
        at=at,
        leg=e["Uniqueid"],
        channel=e.get("Channel", ""),
        context=e.get("Context", ""),
        exten=e.get("Exten", ""),
        number=_number(e),
        name=e.get("CallerIDName", ""),
        linked=e.get("Linkedid", ""),
    )


def _new_state(topology: Topology, e: Frame, at: int) -> Observed | None:
    match e.get("ChannelStateDesc"):
        case "Ringing":
            return o.LegRinging(at=at, leg=e["Uniqueid"])
        case "Up":
            return o.LegAnswered(at=at, leg=e["Uniqueid"])
    return None


def _new_callerid(topology: Topology, e: Frame, at: int) -> Observed:
    number = clean_number(_number(e))
    return o.LegIdentified(at=at, leg=e["Uniqueid"], number=number)


def _dial_begin(topology: Topology, e: Frame, at: int) -> Observed | None:
    if not e.get("DestUniqueid"):
        return None
    number = dialled_number(e.get("DialString", ""))
    return o.LegDialled(at=at, leg=e["DestUniqueid"], by=e.get("Uniqueid", ""), number=number)


def _dial_end(topology: Topology, e: Frame, at: int) -> Observed | None:
    result = _DIAL_RESULTS.get(e.get("DialStatus", ""))
    if result is None or not e.get("DestUniqueid"):
        return None
    return o.DialEnded(at=at, leg=e["DestUniqueid"], result=result)


def entered(leg: str, at: int, bridge: str, technology: str) -> Observed:
    """A leg came into a bridge, as AMI and CEL both tell it."""
    if technology == _HOLDING:
        return o.Parked(at=at, leg=leg)
    return o.BridgeEntered(at=at, leg=leg, bridge=bridge)


def left(leg: str, at: int, bridge: str, technology: str) -> Observed:
    """And out of it."""
    return (
        o.Unparked(at=at, leg=leg) if technology == _HOLDING else o.BridgeLeft(at=at, leg=leg, bridge=bridge)
    )


def _bridge_enter(topology: Topology, e: Frame, at: int) -> Observed:
    return entered(e["Uniqueid"], at, e["BridgeUniqueid"], e.get("BridgeTechnology", ""))


def _bridge_leave(topology: Topology, e: Frame, at: int) -> Observed:
    return left(e["Uniqueid"], at, e["BridgeUniqueid"], e.get("BridgeTechnology", ""))


def phone_seen(topology: Topology, at: int, device: str, state: str) -> o.PhoneSeen | None:
    """What the state of a device (``PJSIP/op101``) says of a phone of the house."""
    technology, _, endpoint = device.partition("/")
    known = technology in topology.phones and not endpoint.startswith(topology.trunks)
    if not known or state not in _THERE:
        return None
    return o.PhoneSeen(at=at, endpoint=endpoint, there=_THERE[state])


def _peer(topology: Topology, e: Frame, at: int) -> Observed | None:
    """Of a trunk only this is believed: it comes where the PBX asks the trunk itself (``qualify``). Its
    device counts as unavailable also where callers come in and nobody is ever called out."""
    peer, state = e.get("Peer", ""), e.get("PeerStatus", "")
    trunk = peer.partition("/")[2]
    if trunk.startswith(topology.trunks) and state in _THERE:
        return o.PhoneSeen(at=at, endpoint=trunk, there=_THERE[state])
    return phone_seen(topology, at, peer, state)


def _device(topology: Topology, e: Frame, at: int) -> Observed | None:
    return phone_seen(topology, at, e.get("Device", ""), e.get("State", ""))


def marked(leg: str, at: int, mark: str, target: str) -> Observed | None:
    """What the dialplan itself says of a leg, as AMI and CEL both carry it (``cc-mark``)."""
    match mark:
        case "play" | "callback" | "voicemail":
            return o.PromptStarted(at=at, leg=leg, what=mark)
        case "done":
            return o.PromptEnded(at=at, leg=leg)
        case "asked":
            return o.CallbackAsked(at=at, leg=leg, queue=target)
        case "withdrawn" | "transferred":
            return o.CallerMoved(at=at, leg=leg, how=o.Moved(mark))
    return None


def _user_event(topology: Topology, e: Frame, at: int) -> Observed | None:
    if e.get("UserEvent") != MARK:
        return None
    return marked(e["Uniqueid"], at, e.get("Mark", ""), e.get("Target", ""))


def _simple(kind: Callable[..., Observed]) -> Callable[[Topology, Frame, int], Observed]:
    return lambda topology, e, at: kind(at=at, leg=e["Uniqueid"])


def _queue_join(topology: Topology, e: Frame, at: int) -> Observed:
    return o.QueueEntered(at=at, leg=e["Uniqueid"], queue=e.get("Queue", ""))


def _queue_leave(topology: Topology, e: Frame, at: int) -> Observed:
    return o.QueueLeft(at=at, leg=e["Uniqueid"], queue=e.get("Queue", ""))


def _blind(topology: Topology, e: Frame, at: int) -> Observed | None:
    if e.get("Result") != "Success":
        return None
    return o.BlindTransferred(at=at, leg=e["TransfererUniqueid"], target=e.get("Extension", ""))


def _attended(topology: Topology, e: Frame, at: int) -> Observed | None:
    if e.get("Result") != "Success":
        return None
    return o.AttendedTransferred(
        at=at,
        leg=e["OrigTransfererUniqueid"],
        second=e.get("SecondTransfererUniqueid", ""),
        transferee=e.get("TransfereeUniqueid", ""),
        target=e.get("TransferTargetUniqueid", ""),
        conference=e.get("DestType") == "Threeway",
    )


def _spy(topology: Topology, e: Frame, at: int) -> Observed:
    return o.SpyStarted(at=at, leg=e["SpyerUniqueid"])


def _hangup(topology: Topology, e: Frame, at: int) -> Observed:
    cause = e.get("Cause", "")
    return o.LegEnded(at=at, leg=e["Uniqueid"], cause=int(cause) if cause.isdigit() else 0)


_TABLE: dict[str, Callable[[Topology, Frame, int], Observed | None]] = {
    "Newchannel": _new_channel,
    "Newstate": _new_state,
    "NewCallerid": _new_callerid,
    "DialBegin": _dial_begin,
    "DialEnd": _dial_end,
    "BridgeEnter": _bridge_enter,
    "BridgeLeave": _bridge_leave,
    "Hold": _simple(o.HoldStarted),
    "Unhold": _simple(o.HoldEnded),
    "MusicOnHoldStart": _simple(o.MusicStarted),
    "MusicOnHoldStop": _simple(o.MusicStopped),
    "QueueCallerJoin": _queue_join,
    "QueueCallerLeave": _queue_leave,
    "UserEvent": _user_event,
    "BlindTransfer": _blind,
    "AttendedTransfer": _attended,
    "ChanSpyStart": _spy,
    "HangupRequest": _simple(o.HangupAsked),
    "Hangup": _hangup,
    "PeerStatus": _peer,
    "DeviceStateChange": _device,
}

WANTED = frozenset(_TABLE)
"""The events that move a call; an event link needs no others for it."""
