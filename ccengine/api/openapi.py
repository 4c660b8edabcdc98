"""The API's own description, OpenAPI 3.1, made of the table of addresses and nothing else.

Each ``Endpoint`` says what it takes and gives; its handler's docstring says what it does. Served
at ``GET /api/openapi.json`` and kept in ``docs/reference/openapi.json``.
"""

import re
from collections.abc import Iterable, Mapping
from inspect import cleandoc, getdoc
from typing import Any, get_args

from ccengine.api.endpoint import COOKIE, CSRF_HEADER, HARMLESS, LOGGED_IN, OPEN, Endpoint
from ccengine.api.shapes.problem import Problem
from ccengine.core.schema import Schema, Schemas, members_of

JSON = "application/json"
PROBLEM = "application/problem+json"

_PARAMETER = re.compile(r"\{(\w+)(?::[^{}]*)?\}")

# What stands in an address, by its name; everything else is text.
_IN_PATH: Mapping[str, Schema] = {
    "call_id": {"type": "string", "format": "uuid"},
    "id": {"type": "integer", "minimum": 0},
}

_ABOUT = """
The API of the contact center: calls, obligations, recordings, reports, the stream of events.

Times are UTC milliseconds, durations milliseconds. A change in the meaning of a field makes a new
address; new fields and new addresses may come at any time, so pass over what you do not know.
A program shows a token as `Authorization: Bearer cct_...`; its scopes are the permissions that
an address names, any one of which is enough. Every error is `application/problem+json`.
"""


def document(endpoints: Iterable[Endpoint], version: str) -> dict[str, Any]:
    """The whole description. The page's own files are no part of the API."""
    schemas = Schemas("#/components/schemas/")
    schemas.of(Problem)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        if is_described(endpoint):
            operations = paths.setdefault(plain_path(endpoint.path), {})
            operations[endpoint.method.lower()] = _operation(endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "ccengine", "version": version, "description": cleandoc(_ABOUT)},
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.definitions.items())),
            "responses": {"Problem": _response("What went wrong.", _content(PROBLEM, schemas.of(Problem)))},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
                "csrf": {"type": "apiKey", "in": "header", "name": CSRF_HEADER},
            },
        },
    }


def is_described(endpoint: Endpoint) -> bool:
    return endpoint.path.startswith("/api/") or endpoint.path == "/metrics"


def plain_path(path: str) -> str:
    """``/api/reports/{name:[a-z_]+}`` is ``/api/reports/{name}`` to the world."""
    return _PARAMETER.sub(r"{\1}", path)


def summary_of(endpoint: Endpoint) -> str:
    """The first paragraph of what the handler says of itself."""
    return " ".join((getdoc(endpoint.handler) or "").split("\n\n")[0].split()).replace("``", "`")


def operation_id(endpoint: Endpoint) -> str:
    module = endpoint.handler.__module__.rpartition(".")[2]
    return f"{module}_{getattr(endpoint.handler, '__name__', '')}"


def _operation(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": operation_id(endpoint),
        "tags": [endpoint.handler.__module__.rpartition(".")[2]],
        "summary": summary_of(endpoint),
        "security": _security(endpoint),
    }
    if parameters := [*_path_parameters(endpoint.path), *_query_parameters(endpoint.query, schemas)]:
        operation["parameters"] = parameters
    if endpoint.takes is not None:
        operation["requestBody"] = {"required": True, "content": _contents(endpoint.takes, schemas)}
    operation["responses"] = _responses(endpoint, schemas)
    return operation


def _security(endpoint: Endpoint) -> list[dict[str, list[str]]]:
    """Each entry is one way in: a token with one of the permissions, or a session with it."""
    if endpoint.needs is OPEN:
        return []
    csrf: dict[str, list[str]] = {} if endpoint.method in HARMLESS else {"csrf": []}
    scopes = [[]] if endpoint.needs is LOGGED_IN else [[need] for need in sorted(endpoint.needs)]
    by_token: list[dict[str, list[str]]] = [{"token": scope} for scope in scopes]
    return by_token + [{"session": scope, **csrf} for scope in scopes]


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _IN_PATH.get(name, {"type": "string"})}
        for name in _PARAMETER.findall(path)
    ]


def _query_parameters(query: type | None, schemas: Schemas) -> list[dict[str, Any]]:
    parameters = []
    for name, (kind, required) in members_of(query).items() if query is not None else ():
        schema = schemas.of(kind)
        parameter = {"name": name, "in": "query", "required": required, "schema": schema}
        if "description" in schema:
            parameter["description"] = schema.pop("description")
        parameters.append(parameter)
    return parameters


def _responses(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    good = 204 if endpoint.gives is None else 200
    answers = {good: endpoint.gives, **endpoint.also}
    responses = {str(status): _answer(gives, schemas) for status, gives in answers.items()}
    problem = {"$ref": "#/components/responses/Problem"}
    return responses | {"4XX": problem, "5XX": problem}


def _answer(gives: Any, schemas: Schemas) -> dict[str, Any]:
    if gives is None:
        return {"description": "Nothing more to say."}
    content = _contents(gives, schemas)
    return _response(_words(gives, content), content)


def _contents(told: Any, schemas: Schemas) -> dict[str, Any]:
    """By media type; JSON where nothing else is said."""
    kinds = told if isinstance(told, Mapping) else {JSON: told}
    content: dict[str, Any] = {}
    for media_type, kind in kinds.items():
        content |= _content(media_type, {} if kind is bytes else schemas.of(kind))
    return content


def _words(gives: Any, content: Mapping[str, Any]) -> str:
    name = getattr(gives, "__name__", "") if not get_args(gives) else ""
    return name or ", ".join(content)


def _content(media_type: str, schema: Schema) -> dict[str, Any]:
    return {media_type: {"schema": schema} if schema else {}}


def _response(description: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": content}
