"""Logins, sessions, tokens, short-lived addresses, roles, audit. The face of the room is ``Access``."""

from ccengine.access.access import Access, Session
from ccengine.access.links import Links
from ccengine.access.roles import ROLES, SCOPES, User
from ccengine.access.shared_key import shared_key
from ccengine.access.tokens import Token

__all__ = ["ROLES", "SCOPES", "Access", "Links", "Session", "Token", "User", "shared_key"]
