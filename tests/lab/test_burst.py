"""What arrives while a phone still makes its call: on a loaded machine whole bursts are read at once."""

import socket

from ccengine.lab.phone import Phone, State
from ccengine.lab.tones import Voices
from ccengine.lab.wait import eventually

INVITE = (
    "INVITE sip:op101@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKabc\r\n"
    "From: <sip:101@127.0.0.1>;tag=theirs\r\nTo: <sip:op101@127.0.0.1>\r\n"
    "Contact: <sip:101@127.0.0.1>\r\nCall-ID: call-1\r\nCSeq: 7 INVITE\r\n\r\n"
)
CANCEL = INVITE.replace("INVITE", "CANCEL")


async def test_an_invite_twice_and_its_cancel_in_one_breath() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as pbx:
        pbx.bind(("127.0.0.1", 0))
        async with Phone("op101", pbx.getsockname(), Voices()) as phone:
            host, _, port = phone.line.address.rpartition(":")
            for text in (INVITE, INVITE, CANCEL):
                pbx.sendto(text.encode(), (host, int(port)))
            await eventually(lambda: [call.state for call in phone.calls] == [State.ENDED])
            (call,) = phone.calls
            assert call.status == 487
