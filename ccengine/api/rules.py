"""The rules: read, checked, tried out, and put in force, version by version.

Who changes them says which version he has changed, in ``If-Match`` or in the body: where somebody
was quicker, his change is refused and nothing is lost.
"""

from collections.abc import Mapping
from dataclasses import asdict
from time import time_ns
from typing import Any

from aiohttp import web

from ccengine.api.body import number_in, read_body
from ccengine.api.endpoint import RULES, RULES_READ, Ask, Endpoint
from ccengine.api.problems import problem
from ccengine.api.shapes.rules import (
    DryRunAnswer,
    DryRunRequest,
    Rules,
    RulesChecked,
    RulesCheckRequest,
    RulesPutRequest,
    RulesRefused,
    RulesVersions,
    RuleVocabulary,
)
from ccengine.core.errors import BadInput
from ccengine.core.facts import Decision
from ccengine.core.rule_document import BadRules
from ccengine.core.rules import DryRun, StoredBook

MOST_VERSIONS = 500
LONGEST_COMMENT = 500
LAST_MOMENT_MS = 4_102_444_800_000
"""The year 2100: further ahead nobody plans."""


async def current(ask: Ask) -> web.StreamResponse:
    """The rules in force."""
    return _book(ask, await ask.parts.rules.newest())


async def version(ask: Ask) -> web.StreamResponse:
    """The rules as they were in that version."""
    return _book(ask, await ask.parts.rules.get(_version(ask.request.match_info["id"])))


async def versions(ask: Ask) -> web.StreamResponse:
    """Who has changed the rules, when and why; newest first."""
    limit = number_in(ask.request, "limit", default=50, most=MOST_VERSIONS)
    return web.json_response({"versions": [_head(book) for book in await ask.parts.rules.versions(limit)]})


async def put(ask: Ask) -> web.StreamResponse:
    """Put a new version in force at once.

    409 where the version that was changed is no longer the newest; 422 with every problem and its
    place where the rules cannot be used."""
    body = await read_body(ask.request, "document", "version", "comment")
    after = _after(ask.request, body.value("version"))
    comment = body.text("comment", longest=LONGEST_COMMENT) if body.has("comment") else ""
    try:
        stored = await ask.parts.rules.put(
            body.value("document"), after=after, login=ask.user.login, comment=comment
        )
    except BadRules as refused:
        return _refused(refused)
    return _book(ask, stored)


async def check(ask: Ask) -> web.StreamResponse:
    """Everything that is wrong with a rule book; nothing is changed."""
    body = await read_body(ask.request, "document")
    return web.json_response({"problems": _problems(ask, body.value("document"))})


async def dry_run(ask: Ask) -> web.StreamResponse:
    """Where a call would go, and why, step by step as long as nobody takes it."""
    body = await read_body(ask.request, "number", "dialled", "at", "states", "document")
    states = body.value("states") or {}
    if not isinstance(states, dict) or not all(isinstance(state, str) for state in states.values()):
        raise BadInput("The field 'states' must be an object: operator to state.")
    question = DryRun(
        caller=body.text("number", longest=40),
        dialled=body.text("dialled", longest=40),
        at=body.number("at", least=0, most=LAST_MOMENT_MS, default=time_ns() // 1_000_000),
        states=states,
        document=body.value("document"),
    )
    try:
        result = await ask.parts.rules.dry_run(question)
    except BadRules as refused:
        return _refused(refused)
    path = [_decision(decision) for decision in result.path]
    return web.json_response({"client": result.client, "client_name": result.client_name, "path": path})


async def vocabulary(ask: Ask) -> web.StreamResponse:
    """The kinds of rules with their words, and what the house has to choose from."""
    return web.json_response(ask.parts.rules.vocabulary())


def _book(ask: Ask, book: StoredBook) -> web.Response:
    whole = {"document": dict(book.document), "problems": _problems(ask, book.document)}
    response = web.json_response({**_head(book), **whole})
    response.headers["ETag"] = f'"{book.version}"'
    return response


def _problems(ask: Ask, document: object) -> list[dict[str, Any]]:
    """Also rules that made sense when they were written may be about people who have left since."""
    return list(map(asdict, ask.parts.rules.check(document)))


def _head(book: StoredBook) -> dict[str, Any]:
    return {"version": book.version, "at": book.at, "by": book.login, "comment": book.comment}


def _decision(decision: Decision) -> dict[str, Any]:
    said = asdict(decision)
    return {name: said[name] for name in ("step", "rest", "why", "reasons", "rule")}


def _after(request: web.Request, given: object) -> int:
    """The version that was changed: a number in the body, or what ``ETag`` said, in ``If-Match``."""
    if isinstance(given, int) and not isinstance(given, bool) and given >= 0:
        return given
    tag = request.headers.get("If-Match", "")
    if given is not None or not tag:
        raise BadInput("Say which version you have changed: a number in 'version', or If-Match.")
    return _version(tag.strip('"'))


def _version(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadInput("A version of the rules is a whole number.")
    return int(text)


def _refused(refused: BadRules) -> web.Response:
    problems = list(map(asdict, refused.problems))
    return problem(422, "bad-rules", refused.template, refused.names, problems=problems)


REFUSED: Mapping[int, Any] = {422: {"application/problem+json": RulesRefused}}

ENDPOINTS = (
    Endpoint("GET", "/api/rules", current, RULES_READ, gives=Rules),
    Endpoint("PUT", "/api/rules", put, RULES, takes=RulesPutRequest, gives=Rules, also=REFUSED),
    Endpoint("GET", "/api/rules/versions", versions, RULES_READ, gives=RulesVersions),
    Endpoint("GET", "/api/rules/versions/{id}", version, RULES_READ, gives=Rules),
    Endpoint("GET", "/api/rules/vocabulary", vocabulary, RULES_READ, gives=RuleVocabulary),
    Endpoint("POST", "/api/rules/check", check, RULES_READ, takes=RulesCheckRequest, gives=RulesChecked),
    Endpoint(
        "POST",
        "/api/rules/dry-run",
        dry_run,
        RULES_READ,
        takes=DryRunRequest,
        gives=DryRunAnswer,
        also=REFUSED,
    ),
)
