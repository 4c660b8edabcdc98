"""Who may what, as data: each role with the permissions it adds to those of the roles below it."""

from collections.abc import Mapping
from dataclasses import dataclass

# From the least to the most. `crm` is a machine beside the ladder: it reads and changes nothing.
LADDER: tuple[tuple[str, frozenset[str]], ...] = (
    ("operator", frozenset({"desk", "calls.own", "obligations"})),
    ("supervisor", frozenset({"calls.all", "live", "reports", "events", "obligations.close"})),
    ("admin", frozenset({"logins", "settings", "audit"})),
)
BESIDE: Mapping[str, frozenset[str]] = {"crm": frozenset({"calls.all", "events", "reports"})}


def _climb() -> dict[str, frozenset[str]]:
    permissions: dict[str, frozenset[str]] = dict(BESIDE)
    held: frozenset[str] = frozenset()
    for role, added in LADDER:
        held |= added
        permissions[role] = held
    return permissions


PERMISSIONS: Mapping[str, frozenset[str]] = _climb()
ROLES = frozenset(PERMISSIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who has logged in. ``operator`` is the id of his phone, empty without one;
    ``name`` is what people call him."""

    login: str
    role: str
    operator: str = ""
    name: str = ""

    def may(self, permission: str) -> bool:
        return permission in PERMISSIONS[self.role]
