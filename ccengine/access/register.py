"""The register of logins, as administrators keep it: made, changed, locked, removed.

A login can be made without a password: its owner sets one by an address that is good once, so that
nobody else ever knows it. Nobody gives what he does not have, nobody changes his own login (that is
how administrators shut themselves out), and the last administrator stays.
"""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from ccengine.access.passwords import Passwords
from ccengine.access.roles import PERMISSIONS, ROLES, User
from ccengine.access.tokens import digest_of
from ccengine.core.client_form import Fault, WrongFields
from ccengine.core.errors import Conflict, NotAllowed, NotFound
from ccengine.core.house_change import NO_OPERATOR
from ccengine.store.store import Session, Store
from ccengine.store.text import milliseconds

LINK_S = 72 * 3600
NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginEntry:
    """What is known of a login; never its password. ``waits``: it has none yet. ``link_until``: so long
    its owner may set one by his address. Times in UTC milliseconds, 0 for never."""

    name: str
    role: str
    operator: str
    operator_name: str
    locked: bool
    waits: bool
    link_until: int
    sessions: int
    created: int
    last_seen: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a login is to be. ``version``: of the one that was changed."""

    role: str
    operator: str
    locked: bool
    version: int


class Register:
    def __init__(self, store: Store, passwords: Passwords) -> None:
        self._store = store
        self._passwords = passwords

    async def listing(self) -> list[LoginEntry]:
        return [_login(row) for row in await self._store.fetch("login_list")]

    async def create(self, name: str, role: str, operator: str, *, password: str = "", by: User) -> None:
        """Without a password it waits for a link. Raises WrongFields, NotAllowed, Conflict."""
        faults = [] if NAME.fullmatch(name) else [_NAME_FAULT]
        hashed = await self._passwords.make(password) if password else None
        async with self._store.transaction() as session:
            await self._must_fit(session, role, operator, faults)
            _must_have(by, role)
            if await session.fetch_value("access_create", name, hashed, role, operator or None) is None:
                raise Conflict("The login {name} exists already; choose another name.", name=name)
            told = {"role": role, "operator": operator, "password": "typed" if password else "by link"}
            await session.execute("audit_put", by.login, "login.create", name, told)

    async def change(self, name: str, change: Change, *, by: User) -> None:
        """Its role, its operator, and whether it is locked. What it was before ends with its sessions.
        Raises NotFound, WrongFields, NotAllowed, Conflict."""
        async with self._store.transaction() as session:
            before = await self._mine_to_change(session, name, by)
            if before["version"] != change.version:
                raise Conflict("Somebody has changed this login meanwhile; look at it, and save again.")
            await self._must_fit(session, change.role, change.operator, [])
            _must_have(by, change.role)
            await session.execute("login_change", name, change.role, change.operator or None, change.locked)
            await _one_administrator_left(session)
            await session.execute("access_end_sessions", name)
            after = {"role": change.role, "operator": change.operator, "locked": change.locked}
            told = {"before": {field: before[field] for field in after}, "after": after}
            await session.execute("audit_put", by.login, "login.change", name, told)

    async def remove(self, name: str, *, by: User) -> None:
        """Raises NotFound, NotAllowed, Conflict."""
        async with self._store.transaction() as session:
            before = await self._mine_to_change(session, name, by)
            await session.execute("access_remove", name)
            await _one_administrator_left(session)
            told = {"role": before["role"], "operator": before["operator"]}
            await session.execute("audit_put", by.login, "login.remove", name, told)

    async def set_password(self, name: str, password: str, *, by: User) -> None:
        """Ends every session, and the address that was given out. Raises NotFound, BadInput."""
        hashed = await self._passwords.make(password)
        async with self._store.transaction() as session:
            _must_have(by, (await _known(session, name))["role"])
            await _take_password(session, name, hashed)
            await session.execute("audit_put", by.login, "login.password", name, {})

    async def end_sessions(self, name: str, *, by: User) -> None:
        """Whoever is logged in by it is asked for the password again. Raises NotFound."""
        async with self._store.transaction() as session:
            _must_have(by, (await _known(session, name))["role"])
            await session.execute("access_end_sessions", name)
            await session.execute("audit_put", by.login, "login.end_sessions", name, {})

    # The address that is good once ---------------------------------------------------------------

    async def link(self, name: str, *, by: User) -> tuple[str, int]:
        """What opens the login once, for its owner to set a password, and until when. The address before
        it is good no longer; a password that is there stays until then. Raises NotFound."""
        token = secrets.token_urlsafe(32)
        async with self._store.transaction() as session:
            _must_have(by, (await _known(session, name))["role"])
            expires = await session.fetch_value("login_link_put", digest_of(token), name, LINK_S)
            await session.execute("audit_put", by.login, "login.link", name, {})
        return token, milliseconds(expires)

    async def redeem(self, token: str, password: str) -> str:
        """Set the first password, or a new one; gives the login's name. Raises NotAllowed, BadInput."""
        async with self._store.transaction() as session:
            name: str | None = await session.fetch_value("login_link_take", digest_of(token))
            if name is None:
                raise NotAllowed("This address has been used, or its time is over; ask for a new one.")
            await _take_password(session, name, await self._passwords.make(password))
            await session.execute("audit_put", name, "login.welcome", name, {})
        return name

    # Checks --------------------------------------------------------------------------------------

    async def _must_fit(self, session: Session, role: str, operator: str, faults: list[Fault]) -> None:
        if role not in ROLES:
            faults = [*faults, Fault.told("role", "must be one of {known}", known=", ".join(sorted(ROLES)))]
        if operator and not await session.fetch_value("access_operator_exists", operator):
            faults = [*faults, Fault.told("operator", NO_OPERATOR, id=operator[:40])]
        if faults:
            raise WrongFields(faults)

    async def _mine_to_change(self, session: Session, name: str, by: User) -> Any:
        await session.execute("login_lock")
        before = await _known(session, name)
        if name == by.login:
            raise NotAllowed("This is your own login; another administrator can change it.")
        _must_have(by, before["role"])
        return before


_NAME_FAULT = Fault.told("name", "must be small letters, digits and . _ @ -, at most 64")


async def _known(session: Session, name: str) -> Any:
    row = await session.fetch_one("login_get", name)
    if row is None:
        raise NotFound("There is no login {name}.", name=name[:64])
    return row


async def _take_password(session: Session, name: str, hashed: str) -> None:
    await session.fetch_value("access_set_hash", name, hashed)
    await session.execute("access_end_sessions", name)
    await session.execute("login_link_forget", name)


async def _one_administrator_left(session: Session) -> None:
    if not await session.fetch_value("login_administrators"):
        raise Conflict("This is the last administrator who can log in; make another one first.")


def _must_have(by: User, role: str) -> None:
    missing = PERMISSIONS.get(role, frozenset()) - by.permissions
    if missing:
        raise NotAllowed(
            "Nobody gives or takes what he does not have: {missing}.", missing=", ".join(sorted(missing))
        )


def _login(row: Any) -> LoginEntry:
    times = {
        name: milliseconds(row[name]) if row[name] else 0 for name in ("created", "last_seen", "link_until")
    }
    return LoginEntry(**{**row, **times})
