"""SIP and SDP as far as a small honest phone needs them. Pure: bytes in, bytes out."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

_COMPACT = {
    "i": "call-id",
    "f": "from",
    "t": "to",
    "v": "via",
    "m": "contact",
    "l": "content-length",
    "c": "content-type",
    "r": "refer-to",
    "b": "referred-by",
}

REASONS = {
    100: "Trying",
    180: "Ringing",
    200: "OK",
    480: "Temporarily Unavailable",
    481: "Call Does Not Exist",
    486: "Busy Here",
    487: "Request Terminated",
    603: "Decline",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A request or a response; header names as they were written, order kept."""

    start: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""

    @classmethod
    def parse(cls, data: bytes) -> "Message":
        """Read one datagram. Raises ValueError when it is no SIP message."""
        head, _, body = data.decode("utf-8", "surrogateescape").partition("\r\n\r\n")
        start, *lines = head.split("\r\n")
        if "SIP/2.0" not in start:
            raise ValueError("not a SIP message")
        pairs = [line.partition(":") for line in lines if ":" in line]
        return cls(start=start, headers=tuple((n.strip(), v.strip()) for n, _, v in pairs), body=body)

    def build(self) -> bytes:
        body = self.body.encode("utf-8", "surrogateescape")
        lines = [self.start, *(f"{name}: {value}" for name, value in self.headers)]
        head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""])
        return head.encode("utf-8", "surrogateescape") + body

    @property
    def method(self) -> str:
        """The request's method; of a response, that of the request it answers."""
        if self.status:
            return self.get("CSeq").split()[-1]
        return self.start.split(" ", 1)[0]

    @property
    def status(self) -> int:
        """The response's code; 0 for a request."""
        return int(self.start.split()[1]) if self.start.startswith("SIP/2.0 ") else 0

    @property
    def call_id(self) -> str:
        return self.get("Call-ID")

    @property
    def branch(self) -> str:
        return parameter(self.get("Via"), "branch")

    def all(self, name: str) -> list[str]:
        wanted = name.lower()
        return [v for n, v in self.headers if _COMPACT.get(n.lower(), n.lower()) == wanted]

    def get(self, name: str) -> str:
        """The first header of that name, or nothing."""
        return next(iter(self.all(name)), "")

    def reply(
        self, status: int, tag: str = "", extra: Iterable[tuple[str, str]] = (), body: str = ""
    ) -> "Message":
        """The response to this request; ``tag`` is ours, added where To has none yet."""
        to = self.get("To")
        if tag and not parameter(to, "tag"):
            to = f"{to};tag={tag}"
        copied = [*(("Via", via) for via in self.all("Via")), ("From", self.get("From")), ("To", to)]
        copied += [("Call-ID", self.call_id), ("CSeq", self.get("CSeq"))]
        start = f"SIP/2.0 {status} {REASONS.get(status, 'Other')}"
        return Message(start=start, headers=(*copied, *extra), body=body)


def request(
    method: str,
    uri: str,
    via: str,
    dialog: "Dialog",
    cseq: int,
    extra: Iterable[tuple[str, str]] = (),
    body: str = "",
) -> Message:
    """A request of a dialog, or the one that starts it. ``via`` is our host:port."""
    headers = [
        ("Via", f"SIP/2.0/UDP {via};branch=z9hG4bK{secrets.token_hex(8)};rport"),
        ("Max-Forwards", "70"),
        ("From", dialog.local),
        ("To", dialog.remote),
        ("Call-ID", dialog.call_id),
        ("CSeq", f"{cseq} {method}"),
    ]
    return Message(start=f"{method} {uri} SIP/2.0", headers=(*headers, *extra), body=body)


@dataclass(slots=True, kw_only=True)
class Dialog:
    """What both sides of a call call each other. ``local`` and ``remote`` are whole From/To values."""

    local: str
    remote: str
    target: str
    call_id: str = field(default_factory=lambda: secrets.token_hex(12))
    cseq: int = 0

    def next_cseq(self) -> int:
        self.cseq += 1
        return self.cseq

    @property
    def replaces(self) -> str:
        """This dialog as the value of a Replaces parameter inside a Refer-To."""
        tags = (
            f"{self.call_id};to-tag={parameter(self.remote, 'tag')};from-tag={parameter(self.local, 'tag')}"
        )
        return quote(tags, safe="")


def parameter(value: str, name: str) -> str:
    """A header parameter (``;tag=...``), looked for behind the address."""
    found = re.search(rf";\s*{name}=([^;,\s]+)", value[value.rfind(">") + 1 :])
    return found.group(1) if found else ""


def uri_of(value: str) -> str:
    """The address inside <...>, or the value's part before its parameters."""
    found = re.search(r"<([^>]*)>", value)
    return found.group(1) if found else value.split(";", 1)[0].strip()


def quoted(display: str) -> str:
    """A display name in quotes, or nothing for an empty one."""
    if not display:
        return ""
    escaped = display.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" '


def authorization(challenge: str, method: str, uri: str, user: str, password: str) -> str:
    """The digest answer (RFC 2617, MD5) to a WWW- or Proxy-Authenticate header."""
    asked = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
    realm, nonce = asked.get("realm", ""), asked.get("nonce", "")
    secret = _md5(f"{user}:{realm}:{password}")
    deed = _md5(f"{method}:{uri}")
    parts = {"username": user, "realm": realm, "nonce": nonce, "uri": uri}
    if "qop" in asked:
        cnonce = secrets.token_hex(8)
        parts["response"] = _md5(f"{secret}:{nonce}:00000001:{cnonce}:auth:{deed}")
        tail = f', qop=auth, nc=00000001, cnonce="{cnonce}"'
    else:
        parts["response"] = _md5(f"{secret}:{nonce}:{deed}")
        tail = ""
    if "opaque" in asked:
        parts["opaque"] = asked["opaque"]
    return "Digest " + ", ".join(f'{k}="{v}"' for k, v in parts.items()) + ", algorithm=MD5" + tail


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


KEYS_PAYLOAD = 101
"""The payload type that pressed keys have on our side (RFC 4733); Asterisk's is the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """Where one side wants its sound, and in which direction it flows (``sendrecv``, ...)."""

    host: str
    port: int
    direction: str = "sendrecv"

    def sdp(self, version: int = 1) -> str:
        lines = [
            "v=0",
            f"o=- {self.port} {version} IN IP4 {self.host}",
            "s=-",
            f"c=IN IP4 {self.host}",
            "t=0 0",
        ]
        lines += [
            f"m=audio {self.port} RTP/AVP 0 {KEYS_PAYLOAD}",
            "a=rtpmap:0 PCMU/8000",
            f"a=rtpmap:{KEYS_PAYLOAD} telephone-event/8000",
            f"a=fmtp:{KEYS_PAYLOAD} 0-15",
            "a=ptime:20",
            f"a={self.direction}",
        ]
        return "\r\n".join(lines) + "\r\n"

    @classmethod
    def read(cls, sdp: str) -> "Media | None":
        """The other side's wish; None where there is no audio."""
        host = re.search(r"^c=IN IP4 (\S+)", sdp, re.M)
        port = re.search(r"^m=audio (\d+)", sdp, re.M)
        if not host or not port:
            return None
        way = re.search(r"^a=(sendrecv|sendonly|recvonly|inactive)\s*$", sdp, re.M)
        return cls(host=host.group(1), port=int(port.group(1)), direction=way.group(1) if way else "sendrecv")


ANSWER_TO = {"sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive", "sendrecv": "sendrecv"}
"""The direction to answer an offered direction with."""
