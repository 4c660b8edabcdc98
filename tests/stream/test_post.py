"""One event to one address: the signature, the answers that count, and where nothing is posted."""

import json
import socket
import time
from pathlib import Path

import pytest

from ccengine.core.errors import BadInput
from ccengine.stream.post import SIGNATURE, Poster, checked_url, is_public, signature
from tests.stream.receiver import receiving, verified

SECRET = "whsec_" + "5" * 64
EVENT = {"id": "pbx1:7", "type": "ccengine.call.sealed", "data": {"name": "Яна"}}


async def test_what_is_posted_is_a_cloud_event_that_can_be_verified() -> None:
    now = int(time.time())
    async with receiving() as receiver, Poster(allow_private=True) as post:
        assert await post(receiver.url, SECRET, EVENT, now) == ""
    assert receiver.got == [EVENT]
    assert receiver.headers["Content-Type"] == "application/cloudevents+json"
    header = receiver.headers[SIGNATURE]
    assert verified(SECRET, header, receiver.body, now)
    assert not verified(SECRET, header, receiver.body + b" ", now)
    assert not verified(SECRET[:-1] + "6", header, receiver.body, now)
    assert not verified(SECRET, header, receiver.body, now + 301)
    assert not verified(SECRET, header.replace(f"t={now}", f"t={now + 301}"), receiver.body, now + 301)


def test_a_signature_is_what_the_documentation_says() -> None:
    page = (Path(__file__).parents[2] / "docs/how-to/receive-webhooks.md").read_text()
    assert signature("whsec_example", 1_795_350_000, b'{"id":"pbx1:120"}') in page


@pytest.mark.parametrize(
    ("status", "problem"), [(200, ""), (204, ""), (302, "302"), (410, "410"), (503, "503")]
)
async def test_only_an_answer_of_200_to_299_counts_and_nobody_is_followed(status: int, problem: str) -> None:
    async with receiving() as receiver, Poster(allow_private=True) as post:
        receiver.answer = lambda event: status
        assert problem in await post(receiver.url, SECRET, EVENT, 1)
        assert receiver.asked == 1


async def test_a_receiver_that_is_not_there_or_says_nothing() -> None:
    async with Poster(allow_private=True, answer_s=0.2) as post:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
            assert await post(url, SECRET, EVENT, 1) == "no answer within 0.2 s"
        assert await post(url, SECRET, EVENT, 1) == "the connection was refused"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1%eth0", "fc00::1"),
        *(
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "localhost",
            "",
        ),
    ],
)
def test_addresses_to_which_nothing_is_posted(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_addresses_out_in_the_world(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("crm.example.com/hooks", "such as"),
        ("ftp://crm.example.com/", "such as"),
        ("https://", "such as"),
        ("https://crm.example.com/" + "x" * 2000, "such as"),
        ("https://anna:secret@crm.example.com/", "no user"),
        ("https://crm.example.com/#x", "no user"),
        ("http://crm.example.com/", "https"),
        ("https://127.0.0.1/", "private network"),
        ("https://[::ffff:10.0.0.1]/", "private network"),
        ("https://[::1/", "no address"),
    ],
)
def test_addresses_that_are_not_taken(url: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        checked_url(url, allow_private=False)


def test_addresses_that_are_taken() -> None:
    assert checked_url("https://crm.example.com:8443/hooks?of=us", allow_private=False)
    assert checked_url("http://127.0.0.1:8000/hooks", allow_private=True)


@pytest.mark.parametrize("host", ["localhost", "0x7f.1", "2130706433", "127.1"])
async def test_a_name_that_leads_inside_is_not_connected_to(host: str) -> None:
    """What the resolver takes for a name (the first two) is judged by where it leads; the others are
    no names to begin with."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        async with Poster(allow_private=False) as post:
            problem = await post(f"https://{host}:{listener.getsockname()[1]}/", SECRET, EVENT, 1)
        assert "private network" in problem or "InvalidUrl" in problem
        with pytest.raises(TimeoutError):
            listener.accept()


def test_the_event_is_posted_as_it_is_signed() -> None:
    body = json.dumps(EVENT).encode()
    assert verified(SECRET, signature(SECRET, 5, body), body, 5)
