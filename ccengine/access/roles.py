"""Who may what, as data: each role with the permissions it adds to those of the roles below it.

A program's token has no role: it holds some of the same permissions by name, its scopes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# From the least to the most. `crm` is a machine beside the ladder: it reads, and is master of clients.
LADDER: tuple[tuple[str, frozenset[str]], ...] = (
    ("operator", frozenset({"desk", "calls.own", "obligations", "clients.read", "contacts"})),
    (
        "supervisor",
        frozenset(
            {
                *("calls.all", "recordings.read", "live", "reports", "events"),
                *("obligations.close", "rules.read", "clients.write", "floor", "contacts.shared"),
            }
        ),
    ),
    ("admin", frozenset({"logins", "settings", "audit", "rules", "tokens", "calls.place", "metrics.read"})),
)
BESIDE: Mapping[str, frozenset[str]] = {
    "crm": frozenset({"calls.all", "recordings.read", "events", "reports", "clients.read", "clients.write"})
}


def _climb() -> dict[str, frozenset[str]]:
    permissions: dict[str, frozenset[str]] = dict(BESIDE)
    held: frozenset[str] = frozenset()
    for role, added in LADDER:
        held |= added
        permissions[role] = held
    return permissions


PERMISSIONS: Mapping[str, frozenset[str]] = _climb()
ROLES = frozenset(PERMISSIONS)

# What only a person with a phone can do is nothing for a token.
SCOPES = frozenset().union(*PERMISSIONS.values()) - {"desk", "calls.own", "floor"}
TOKEN = "token"
"""Stands where a person has a role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who has logged in. ``operator`` is the id of his phone, empty without one;
    ``name`` is what people call him. A program has the role ``token``, and its ``scopes``."""

    login: str
    role: str
    operator: str = ""
    name: str = ""
    scopes: frozenset[str] = frozenset()

    @property
    def permissions(self) -> frozenset[str]:
        return self.scopes if self.role == TOKEN else PERMISSIONS[self.role]

    def may(self, permission: str) -> bool:
        return permission in self.permissions
