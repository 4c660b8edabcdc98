"""Logins, sessions, roles, audit. The face of the room is ``Access``."""

from ccengine.access.access import Access, Session
from ccengine.access.roles import ROLES, User

__all__ = ["ROLES", "Access", "Session", "User"]
