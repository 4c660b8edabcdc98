"""What each PBX has of the house: its keeper writes it here, whoever must know reads it."""

from dataclasses import dataclass

from ccengine.core.applied import Stamp, Told
from ccengine.store.store import Store
from ccengine.store.text import milliseconds

SILENT_S = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """``since``: UTC milliseconds."""

    told: Told
    since: int


class NodeFiles:
    """Of one node. Everything raises StoreUnavailable."""

    def __init__(self, store: Store, node: str) -> None:
        self._store = store
        self._node = node

    async def wanted(self) -> Stamp:
        """What the PBX should have."""
        row = await self._store.fetch_one("node_wanted")
        assert row is not None
        return Stamp(house=row["house"], rules=row["rules"], phones=row["phones"])

    async def in_force(self) -> InForce | None:
        """What it has; None where no keeper has been heard of lately."""
        row = await self._store.fetch_one("node_files", self._node, SILENT_S)
        if row is None:
            return None
        applied = Stamp(house=row["house"], rules=row["rules"], phones=row["phones"])
        return InForce(told=Told(applied=applied, trouble=row["trouble"]), since=milliseconds(row["since"]))

    async def put(self, told: Told) -> None:
        """The keeper says how it is, again and again."""
        has = told.applied
        await self._store.execute(
            "node_files_put", self._node, has.house, has.rules, has.phones, told.trouble
        )
