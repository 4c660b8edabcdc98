"""What one PBX is to be: everything that rendering needs, as plain values.

A :class:`NodePlan` is the whole input of :func:`dialplan.render.render`: the same plan gives the
same files, byte for byte. Nothing is looked up while rendering, neither on disk nor in a clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ccengine.core.directory import House

EVENTS_USER = "ccengine-events"
CONTROL_USER = "ccengine-control"

SOUNDS: Mapping[str, str] = MappingProxyType(
    {
        "goodbye": "vm-nobodyavail",
        "farewell": "vm-goodbye",
        "callback_offer": "vm-nobodyavail&vm-tocallnum",
        "callback_reminder": "vm-tocallnum",
        "callback_promised": "auth-thankyou&vm-goodbye",
        "recorded": "conf-now-recording",
        "voicemail": "vm-nobodyavail&vm-intro",
        "voicemail_kept": "vm-msgsaved",
    }
)
"""What the call flow says, in sounds that come with Asterisk. A house brings its own."""


def own_sounds(told: Iterable[str]) -> dict[str, str]:
    """Of ``id=files`` as settings have them: the files by id."""
    return {ident: files for ident, _, files in (text.partition("=") for text in told)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """The way to the public network. Calls from the addresses in ``match`` are the outside world;
    outbound calls go to ``host``:``port`` and show ``caller_number`` (empty: the operator's own)."""

    match: tuple[str, ...]
    host: str
    port: int = 5060
    caller_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodePlan:
    """One node.

    ``systemname`` must not be guessable: the event link believes an event by it. ``logs`` is
    Asterisk's log directory. ``token_file`` holds the route endpoint's token and is read at each
    call, so a new token needs no reload. ``music`` is a directory of audio files (a relative one
    is taken from Asterisk's data directory). ``own_sounds``: what the house itself says under an id,
    one or more files joined by ``&``; it goes before :data:`SOUNDS`. ``websocket_port``: where browsers'
    phones come in, on loopback; what stands in front of it speaks TLS.
    """

    node: str
    systemname: str
    house: House
    trunk: Trunk
    recordings: str
    logs: str
    route_url: str
    token_file: str
    events_secret: str = field(repr=False)
    control_secret: str = field(repr=False)
    sip_secrets: Mapping[str, str] = field(repr=False)
    address: str = "127.0.0.1"
    sip_port: int = 5060
    ami_port: int = 5038
    websocket_port: int = 8088
    rtp_from: int = 10_000
    rtp_to: int = 10_999
    music: str = "moh"
    own_sounds: Mapping[str, str] = field(default_factory=dict)

    @property
    def sounds(self) -> Mapping[str, str]:
        """Everything that can be said, by id."""
        return {**SOUNDS, **self.own_sounds}

    @property
    def cel_file(self) -> str:
        """Where Asterisk writes its channel event log, one CSV row per event."""
        return f"{self.logs}/ccengine-cel.csv"
