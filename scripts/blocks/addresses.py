"""The HTTP API: its addresses, who may ask, and its description whole."""

import json
from collections.abc import Mapping

from blocks.markdown import Behind, table
from ccengine import __version__
from ccengine.access.roles import PERMISSIONS
from ccengine.api import openapi
from ccengine.api.app import ENDPOINTS
from ccengine.api.endpoint import LOGGED_IN, OPEN, Endpoint
from ccengine.core.schema import members_of


def addresses() -> str:
    known = [e for e in ENDPOINTS if openapi.is_described(e)]
    if silent := [_address(e) for e in known if not openapi.summary_of(e)]:
        raise Behind(f"scripts/blocks: handlers without a docstring: {silent}")
    rows = [(f"`{_address(e)}`", _needs(e), _roles(e), _told(e)) for e in known]
    return table(("address", "permission", "roles", "what"), rows)


def _address(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {openapi.plain_path(endpoint.path)}"


def _told(endpoint: Endpoint) -> str:
    """What it takes, and what the handler says of itself."""
    is_file = isinstance(endpoint.takes, Mapping)
    fields = members_of(endpoint.takes) if endpoint.takes and not is_file else {}
    query = members_of(endpoint.query) if endpoint.query else {}
    taken = [f"`{{{', '.join(fields)}}}`"] if fields else []
    taken += ["`?" + "&".join(f"{name}=" for name in query) + "`"] if query else []
    return " ".join([*taken, openapi.summary_of(endpoint)])


def _needs(endpoint: Endpoint) -> str:
    fixed = {OPEN: "none", LOGGED_IN: "any login"}
    return fixed.get(endpoint.needs) or ", ".join(sorted(endpoint.needs, reverse=True))


def _roles(endpoint: Endpoint) -> str:
    if endpoint.needs in (OPEN, LOGGED_IN):
        return "everybody" if endpoint.needs is OPEN else "all"
    return ", ".join(role for role, may in sorted(PERMISSIONS.items()) if endpoint.needs & may)


def roles() -> str:
    rows = [(role, ", ".join(sorted(may))) for role, may in sorted(PERMISSIONS.items())]
    return table(("role", "permissions"), rows)


def description() -> str:
    """``docs/reference/openapi.json``, whole."""
    return json.dumps(openapi.document(ENDPOINTS, __version__), indent=2, ensure_ascii=False) + "\n"
