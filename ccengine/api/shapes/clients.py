"""The directory of clients."""

from typing import Annotated, Literal, Required, TypedDict


class ClientRequest(TypedDict, total=False):
    """A client, whole. What is left out is empty."""

    name: Required[str]
    company: str
    phones: Annotated[list[str], "in any written form; kept in E.164"]
    country: Annotated[str, "that of numbers without one, such as UZ; the settings' where it is not given"]
    responsible: Annotated[str, "an operator's id"]
    deputy: Annotated[str, "an operator's id"]
    language: Annotated[str, "a language's code, such as uz or en-GB"]
    priority: Annotated[int, "0 is everybody, 9 the most important"]
    consent: Annotated[Literal["", "yes", "no"], "to recordings; empty where nobody has asked"]
    document_url: Annotated[str, "http or https; {client}, {number} and {call} are filled in"]
    report_url: Annotated[str, "as `document_url`"]
    card: Annotated[dict[str, str], "what else stands on the card, by label"]


class ClientRecord(TypedDict):
    """A client as he is kept. ``provisional`` stands for a number that nobody has named."""

    id: str
    name: str
    company: str
    phones: list[str]
    responsible: str
    deputy: str
    language: str
    priority: int
    consent: str
    document_url: str
    report_url: str
    card: dict[str, str]
    provisional: bool


class Clients(TypedDict):
    clients: list[ClientRecord]
    next: Annotated[str, "the cursor of the next page; empty on the last"]


class DoubleRow(TypedDict):
    """Clients who may be one. ``key`` is the number, or what their names have in common; ``count`` of
    them there are, and ``clients`` are the first 20."""

    by: Literal["number", "name"]
    key: str
    count: int
    clients: list[ClientRecord]


class Doubles(TypedDict):
    duplicates: list[DoubleRow]
    next: Annotated[str, "the cursor of the next page; empty on the last"]


class MergeRequest(TypedDict):
    into: Annotated[str, "the client who stays"]


class ChooseRequest(TypedDict, total=False):
    """Either of the two."""

    client: Annotated[str, "the id of a client who is known"]
    new: Annotated[ClientRequest, "one who is not"]
