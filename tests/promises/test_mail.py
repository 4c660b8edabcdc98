"""Letters to the supervisors, over a real SMTP line: one, whatever happens on the way."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest

from ccengine.core.directory import Client
from ccengine.core.errors import SettingsError
from ccengine.promises.letter import Late, letter
from ccengine.promises.mail import MailAway, Mailer, MailRoad, send, wait_after
from ccengine.store.directory import PgDirectory
from ccengine.store.store import Store
from tests.conftest import eventually
from tests.promises.owed import AZIZA, HOUR, Owed
from tests.promises.sink import Sink, open_sink
from tests.store.build import T0

EVIL = "Аня\r\nBcc: all@example.com\r\n\r\n.\r\n\u202eзло"


def road(port: int, *, starttls: bool = False) -> MailRoad:
    return MailRoad(
        host="127.0.0.1",
        port=port,
        starttls=starttls,
        sender="desk@example.com",
        to=("chief@example.com", "boss@example.com"),
    )


def mailer(store: Store, port: int, *, starttls: bool = False) -> Mailer:
    way = road(port, starttls=starttls)
    return Mailer(store, way, zone="Asia/Tashkent", page="https://desk.example.com/", wait=lambda _: 0.05)


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    async with open_sink() as opened:
        yield opened


@pytest.mark.store
async def test_supervisors_get_one_letter_about_all_that_is_late(store: Store, sink: Sink) -> None:
    owed = await Owed.make(store)
    await owed.misses(count=2)
    await owed.misses("+998935550000")
    await owed.look(HOUR)
    assert await mailer(store, sink.port).look() == 0, "so far it is the operators' matter"
    await owed.look(2 * HOUR)
    assert await mailer(store, sink.port).look() == 2
    [message] = sink.letters
    assert message["Subject"] == "2 clients still wait to be called back"
    assert (message["From"], message["To"]) == ("desk@example.com", "chief@example.com, boss@example.com")
    assert message["Date"]
    assert message["Message-ID"].endswith("@example.com>")
    body = message.get_content()
    known = "- Олим · Ipak (...4567): since 18.11. 16:06, 2 missed, not tried yet, queue Sales"
    assert f"{known}, Aziza should call" in body
    assert "- unknown (...0000): since 18.11. 16:06, not tried yet, queue Sales" in body
    assert "https://desk.example.com/" in body
    assert "1234567" not in body
    assert await mailer(store, sink.port).look() == 0


@pytest.mark.store
async def test_a_name_never_rules_the_letter(store: Store, sink: Sink) -> None:
    owed = await Owed.make(store)
    await PgDirectory(store).put_client(Client(id="evil", name=EVIL, company=EVIL, phones=("+998935550000",)))
    await owed.misses("+998935550000")
    await owed.look(2 * HOUR)
    await mailer(store, sink.port).look()
    [message] = sink.letters
    assert "Bcc" not in message
    assert "Аня Bcc: all@example.com . зло" in message.get_content()


@pytest.mark.store
async def test_a_mail_server_that_is_away_gets_it_when_it_is_back(store: Store, sink: Sink) -> None:
    owed = await Owed.make(store)
    await owed.misses()
    await owed.look(2 * HOUR)
    sink.away = True
    writing = mailer(store, sink.port)
    working = asyncio.create_task(writing.run())
    try:
        await eventually(lambda: writing.failures >= 3, 10)
        sink.away, sink.refuses = False, True
        await eventually(lambda: sink.said.count("DATA") >= 2, 10)
        sink.refuses = False
        await eventually(lambda: len(sink.letters) == 1 and writing.failures == 0, 10)
        await owed.misses("+998935550000")
        await owed.look(2 * HOUR)
        await eventually(lambda: len(sink.letters) == 2, 10)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def test_nobody_there_is_a_mail_server_that_is_away() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # and does not listen
        with pytest.raises(MailAway, match="took no letter"):
            await asyncio.to_thread(send, road(deaf.getsockname()[1]), EmailMessage())


@pytest.mark.store
async def test_of_several_engines_one_writes(store: Store, sink: Sink) -> None:
    owed = await Owed.make(store)
    await owed.misses()
    await owed.look(2 * HOUR)
    counts = await asyncio.gather(*(mailer(store, sink.port).look() for _ in range(4)))
    assert (sorted(counts), len(sink.letters)) == ([0, 0, 0, 1], 1)


@pytest.mark.store
async def test_what_was_closed_meanwhile_needs_no_letter(store: Store, sink: Sink) -> None:
    owed = await Owed.make(store)
    promise = await owed.misses()
    await owed.look(2 * HOUR)
    await owed.worklist.close(promise, AZIZA, "spam", "")
    assert await mailer(store, sink.port).look() == 0


@pytest.mark.store
async def test_nothing_travels_in_the_clear_where_it_must_not(store: Store, sink: Sink) -> None:
    owed = await Owed.make(store)
    await owed.misses()
    await owed.look(2 * HOUR)
    with pytest.raises(MailAway, match="NotSupported"):
        await mailer(store, sink.port, starttls=True).look()
    assert "MAIL" not in sink.said
    assert await mailer(store, sink.port).look() == 1


@pytest.mark.parametrize("wrong", [{"sender": ""}, {"to": ()}, {"host": "mail.example.com", "user": "desk"}])
def test_a_road_that_cannot_be_used_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="mail"):
        replace(road(25), **wrong)


def test_it_waits_longer_each_time_and_never_too_long() -> None:
    waits = [wait_after(failures) for failures in range(1, 20)]
    assert waits[:3] == [15.0, 30.0, 60.0]
    assert waits == sorted(waits)
    assert waits[-1] == 900.0


def test_one_client_is_no_clients() -> None:
    late = Late(id=1, name="Олим", number="+998901234567", queue="", who="", opened=T0, missed=2, attempted=1)
    message = letter([late], sender="a@b.example", to=["c@d.example"], zone="UTC", page="x")
    assert message["Subject"] == "One client still waits to be called back"
    assert "tried once" in message.get_content()
