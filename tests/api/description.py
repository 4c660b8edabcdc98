"""Holds answers against the API's description; the tests' own client does it with every answer."""

import re
from functools import cache
from typing import Any

from ccengine import __version__
from ccengine.api.app import ENDPOINTS
from ccengine.api.openapi import PROBLEM, document
from tests.json_schema import faults, resolved


@cache
def description() -> dict[str, Any]:
    return document(ENDPOINTS, __version__)


def hold(method: str, path: str, status: int, media_type: str, content: Any) -> None:
    """Fails where the answer to this request is not what the description promises."""
    address = path.partition("?")[0]
    operation = _operation(method, address)
    if operation is None:
        if address.startswith("/api/"):
            assert status in (404, 405), f"{method} {address} answers, and is not described"
            assert media_type == PROBLEM
        return
    found = operation["responses"].get(str(status)) or operation["responses"].get(f"{status // 100}XX")
    assert found is not None, f"{method} {address}: the status {status} is not described"
    promised = resolved(found, description()).get("content", {})
    if not promised:
        assert content is None, f"{method} {address}: {status} gives {content!r}, and should give nothing"
        return
    fits = [kind for kind in promised if re.fullmatch(re.escape(kind).replace(r"\*", ".*"), media_type)]
    assert fits, f"{method} {address}: {status} is {media_type}, not {', '.join(promised)}"
    if media_type.endswith("json"):
        wrong = list(faults(content, promised[fits[0]].get("schema", {}), description()))
        assert wrong == [], f"{method} {address} ({status}) is not as described"


def _operation(method: str, address: str) -> dict[str, Any] | None:
    for template, operations in description()["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, address) and method.lower() in operations:
            found: dict[str, Any] = operations[method.lower()]
            return found
    return None
