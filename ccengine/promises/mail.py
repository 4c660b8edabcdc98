"""Writes to the supervisors what they have to hear of: by SMTP, again and again until it is taken.

What has to be written stands in the promises' own rows, so neither a restart nor a mail server
that is away loses it; what was closed meanwhile needs no letter any more. A letter is sent by a
thread: nothing here ever waits for a mail server. It is marked after it was taken, so a crash in
between sends it twice, and never not at all.
"""

import asyncio
import ipaddress
import logging
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from typing import Any

from ccengine.core.errors import SettingsError, StoreUnavailable, TemporaryError
from ccengine.promises.letter import Late, letter
from ccengine.store.store import Store
from ccengine.store.text import milliseconds

log = logging.getLogger(__name__)

LOOK_S = 5.0
ANSWER_S = 10.0
FIRST_WAIT_S = 15.0
LONGEST_WAIT_S = 900.0


class MailAway(TemporaryError):
    """The mail server took no letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRoad:
    """Where letters go, and from whom. Raises SettingsError where a password would travel in the
    clear, or nobody is named."""

    host: str
    port: int
    starttls: bool
    sender: str
    to: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.sender or not self.to:
            raise SettingsError("[mail] needs 'sender' and 'to_supervisors' beside its host")
        if self.user and not self.starttls and not _is_here(self.host):
            raise SettingsError("[mail] would send its password in the clear: set starttls = true")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def wait_after(failures: int) -> float:
    """Seconds until the next attempt, after so many that failed."""
    return min(FIRST_WAIT_S * 2 ** min(failures - 1, 10), LONGEST_WAIT_S) if failures else LOOK_S


class Mailer:
    """``page``: the address of the desk, as supervisors open it."""

    def __init__(
        self, store: Store, road: MailRoad, *, zone: str, page: str, wait: Callable[[int], float] = wait_after
    ) -> None:
        self._store = store
        self._road = road
        self._zone = zone
        self._page = page
        self._wait = wait
        self.failures = 0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
                self.failures = 0
            except StoreUnavailable as away:
                log.debug("letters wait for the database: %s", away)
            except MailAway as away:
                self.failures += 1
                log.warning("%s It is tried again.", away)
            await asyncio.sleep(self._wait(self.failures))

    async def look(self) -> int:
        """Write about everything that waits; returns of how many. Raises MailAway."""
        async with self._store.transaction() as session:
            if not await session.fetch_value("mail_turn"):
                return 0
            late = [_late(row) for row in await session.fetch("mail_pending")]
            if late:
                road = self._road
                words = letter(late, sender=road.sender, to=road.to, zone=self._zone, page=self._page)
                await asyncio.to_thread(send, road, words)
                await session.execute("mail_sent", [one.id for one in late])
        return len(late)


def send(road: MailRoad, words: EmailMessage) -> None:
    """Hand one letter to the server, dated today. Blocks; raises MailAway."""
    words["Date"] = formatdate(localtime=False)
    words["Message-ID"] = make_msgid(domain=parseaddr(road.sender)[1].rpartition("@")[2] or None)
    try:
        with smtplib.SMTP(road.host, road.port, timeout=ANSWER_S) as line:
            if road.starttls:
                line.starttls(context=ssl.create_default_context())
            if road.user:
                line.login(road.user, road.password)
            line.send_message(words)
    except (OSError, smtplib.SMTPException) as error:
        raise MailAway(f"The mail server took no letter ({type(error).__name__}).") from error


def _late(row: Any) -> Late:
    name = " · ".join(filter(None, (row["client_name"], row["company"])))
    return Late(
        id=row["id"],
        name=name,
        number=row["number"],
        queue=row["queue_name"],
        who=row["claimed_by_name"] or row["responsible_name"],
        opened=milliseconds(row["opened_at"]),
        missed=row["missed"],
        attempted=row["attempted"],
    )
