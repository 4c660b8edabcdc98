"""How everything is refused (application/problem+json)."""

from typing import NotRequired, TypedDict


class FieldFault(TypedDict):
    """``field`` with its place in a list or its label: `phones[1]`, `card.segment`. ``reason`` is
    ``template`` with ``names`` in it."""

    field: str
    reason: str
    template: str
    names: dict[str, str]


class Problem(TypedDict):
    """``detail`` is ``template`` with ``names`` in it, where the refusal is of our own making.
    ``errors``: every wrong field, where fields were wrong (422). ``limit``: which limit on placed calls was
    reached, per_hour or at_once; ``until`` when (0: until one of them ends)."""

    type: str
    title: str
    status: int
    detail: str
    template: NotRequired[str]
    names: NotRequired[dict[str, str]]
    errors: NotRequired[list[FieldFault]]
    limit: NotRequired[str]
    until: NotRequired[int]
