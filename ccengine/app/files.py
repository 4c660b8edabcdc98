"""How far this node's PBX follows the house, for whoever asks the service; and the logins of phones in
browsers, which are worth something only where it does."""

import asyncio
from itertools import count

from ccengine.access.phones import PhonePasswords
from ccengine.app.plan import known_secrets
from ccengine.core.applied import BY_HAND, AppliedState, Stamp
from ccengine.core.errors import Conflict, StoreUnavailable
from ccengine.core.phones import DeskLogin, PhoneLogin, PhoneNotReady
from ccengine.settings import Settings
from ccengine.store.node_files import InForce, NodeFiles
from ccengine.store.store import Store

LOOK_S = 1.0
EXPIRE_EVERY = 60
PATIENCE_S = 3.0
_SOON_S = 0.1

BY_HAND_HERE = (
    "Nobody keeps this PBX's files, so a browser cannot be a phone here: set [pbx] apply_to, or run "
    "'ccengine node' beside the PBX."
)

NO_SECRET_HERE = (
    "The password of his phone is not kept here: the switchboard has not been told of him yet, or it lies "
    "in sip-secrets.json on the machine that keeps the switchboard's files."
)


class FilesOfNode:
    """``state`` follows what the keeper tells, wherever it runs. ``core.phones.PhoneLogins``."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._files = NodeFiles(store, settings.node.name)
        self._passwords = PhonePasswords(store)
        self._state = BY_HAND

    def state(self) -> AppliedState:
        return self._state

    def house_changed(self) -> None:
        """Whoever changed it sees at once that the PBX does not have it yet."""
        if self._state != BY_HAND:
            self._state = AppliedState(state="pending", at=self._state.at)

    @property
    def websocket(self) -> str:
        listen, pbx = self._settings.listen, self._settings.pbx
        return listen.phone_url or f"ws://127.0.0.1:{pbx.websocket_port}/ws"

    @property
    def well(self) -> bool:
        return self._state.state != "refused"

    async def follow(self) -> None:
        """Sessions whose time is over end here too, though nobody logs out: their passwords go with them."""
        for turn in count():
            try:
                if turn % EXPIRE_EVERY == 0:
                    await self._store.execute("access_forget_expired")
                self._state = self._read(await self._files.wanted(), await self._files.in_force())
            except StoreUnavailable:
                pass  # as it was
            await asyncio.sleep(LOOK_S)

    def _read(self, wanted: Stamp, has: InForce | None) -> AppliedState:
        if has is None:
            return AppliedState(state="pending") if self._settings.pbx.apply_to else BY_HAND
        if has.told.applied.covers(wanted):
            return AppliedState(state="applied", at=has.since)
        if has.told.trouble:
            return AppliedState(state="refused", detail=has.told.trouble, at=has.since)
        return AppliedState(state="pending", at=has.since)

    async def of(self, operator: str) -> PhoneLogin:
        """His login, as soon as the PBX has it."""
        wanted, deadline = await self._files.wanted(), asyncio.get_running_loop().time() + PATIENCE_S
        password = await self._passwords.of(operator)
        while not await self._has(wanted):
            if asyncio.get_running_loop().time() >= deadline:
                raise PhoneNotReady
            await asyncio.sleep(_SOON_S)
        return PhoneLogin(
            user=operator,
            password=password,
            uri=f"sip:{operator}@{self._settings.pbx.address}",
            websocket=self.websocket,
        )

    def of_desk(self, operator: str) -> DeskLogin:
        pbx, password = self._settings.pbx, known_secrets(self._settings.data).get(operator)
        if password is None:
            raise Conflict(NO_SECRET_HERE)
        return DeskLogin(server=f"{pbx.address}:{pbx.sip_port}", user=operator, password=password)

    async def _has(self, wanted: Stamp) -> bool:
        has = await self._files.in_force()
        if has is None and not self._settings.pbx.apply_to:
            raise Conflict(BY_HAND_HERE)
        return has is not None and has.told.applied.covers(wanted)
