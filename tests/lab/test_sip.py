"""The pure parts of the phone: messages, digests, media lines, tones."""

import pytest

from ccengine.lab.sip import Dialog, Media, Message, authorization, parameter, quoted, request, uri_of
from ccengine.lab.tones import Voices, from_ulaw, spoken, to_ulaw

INVITE = (
    b"INVITE sip:op101@127.0.0.1:5071 SIP/2.0\r\nv: SIP/2.0/UDP 127.0.0.1:5060;rport;branch=z9hG4bKabc\r\n"
    b'f: "\xd0\xaf\xd0\xbd\xd0\xb0; tag=x" <sip:101@127.0.0.1>;tag=theirs\r\nt: <sip:op101@127.0.0.1>\r\n'
    b"i: call-1\r\nCSeq: 7 INVITE\r\nl: 0\r\n\r\n"
)


def test_a_message_is_read_and_answered() -> None:
    message = Message.parse(INVITE)
    assert (message.method, message.status, message.call_id) == ("INVITE", 0, "call-1")
    assert (message.branch, parameter(message.get("From"), "tag")) == ("z9hG4bKabc", "theirs")
    reply = Message.parse(message.reply(180, "ours").build())
    assert (reply.status, reply.method) == (180, "INVITE")
    assert parameter(reply.get("To"), "tag") == "ours"
    assert reply.get("From") == message.get("From")


def test_what_is_no_message_is_refused() -> None:
    with pytest.raises(ValueError, match="not a SIP message"):
        Message.parse(b"\x00\x01 hello")


def test_hostile_bytes_survive_the_way_through() -> None:
    raw = INVITE.replace(b"\xd0\xaf", b"\xff\xfe")
    assert b"\xff\xfe" in Message.parse(raw).build()


def test_digest_is_that_of_the_rfc() -> None:
    challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc"'
    told = authorization(challenge, "GET", "/dir/index.html", "Mufasa", "Circle Of Life")
    assert 'response="670fd8c2df070c60b045671b8b24ff02"' in told
    assert 'opaque="5ccc"' in told


def test_replaces_names_the_tag_of_the_other_side_first() -> None:
    dialog = Dialog(
        local="<sip:a@h>;tag=mine", remote="<sip:b@h>;tag=theirs", target="sip:b@h", call_id="id@x"
    )
    assert dialog.replaces == "id%40x%3Bto-tag%3Dtheirs%3Bfrom-tag%3Dmine"
    assert request("BYE", "sip:b@h", "h:1", dialog, 3).get("CSeq") == "3 BYE"


def test_media_lines() -> None:
    there = Media(host="127.0.0.1", port=4000, direction="sendonly")
    assert Media.read(there.sdp()) == there
    assert Media.read("v=0\r\n") is None


def test_names_are_quoted_and_addresses_found() -> None:
    assert quoted('O"Hara\\') == '"O\\"Hara\\\\" '
    assert quoted("") == ""
    assert uri_of('"x" <sip:a@b;p=1>;tag=2') == uri_of("sip:a@b;p=1".replace(";p=1", "")) + ";p=1"


def test_ulaw_both_ways() -> None:
    for byte in range(256):
        assert to_ulaw(from_ulaw(byte)) == (byte if byte != 0x7F else 0xFF)


def test_every_voice_is_told_from_every_other() -> None:
    names = [f"v{n}" for n in range(57)]
    voices = Voices(names)
    for name in names:
        assert voices.heard([voices.frame(name)] * 10) == name
    with pytest.raises(ValueError, match="no tone left"):
        voices.frame("one more")


def test_two_at_once_silence_and_strange_sounds() -> None:
    voices = Voices(["a", "b"])
    both = bytes(
        to_ulaw((from_ulaw(x) + from_ulaw(y)) // 2)
        for x, y in zip(voices.frame("a"), voices.frame("b"), strict=True)
    )
    assert voices.heard([both] * 10) == "a+b"
    assert voices.heard([b"\xff" * 160] * 10) == "."
    assert Voices(["a"]).heard([voices.frame("b")] * 10) == "?"


def test_what_was_said_when() -> None:
    voices = Voices(["a", "b"])
    frames = [(n * 0.02, voices.frame("a" if n < 50 else "b")) for n in range(100)]
    told = spoken(frames, voices)
    assert [who for _, _, who in told] == ["a", "b"]
    assert told[0][0] == pytest.approx(0.0)
    assert told[1][1] == pytest.approx(2.0)
