"""What the addresses of address books take and give, as JSON."""

from typing import Annotated, Literal, TypedDict

from ccengine.api.cursors import PageQuery
from ccengine.api.shapes.problem import FieldFault

Book = Literal["own", "shared"]


class ContactLine(TypedDict):
    value: str
    label: str


class ContactRecord(TypedDict):
    """A contact as he is kept. ``phones`` are E.164, or digits as they are dialled; ``fields`` is what
    else is known, by label; ``version`` counts his changes."""

    id: int
    book: Book
    version: int
    favourite: bool
    may_edit: bool
    name: str
    company: str
    position: str
    phones: list[ContactLine]
    emails: list[ContactLine]
    groups: list[str]
    note: str
    fields: dict[str, str]


class ContactLineRequest(TypedDict, total=False):
    value: Annotated[str, "a number in any written form, or an e-mail address"]
    label: str


class ContactRequest(TypedDict, total=False):
    """What is left out is empty. A change needs the ``version`` that was looked at."""

    book: Book
    version: int
    name: str
    company: str
    position: str
    phones: list[ContactLineRequest]
    emails: list[ContactLineRequest]
    groups: list[str]
    note: str
    fields: dict[str, str]


class ContactList(TypedDict):
    contacts: list[ContactRecord]
    next: Annotated[str, "the cursor of the next page; empty on the last"]
    writable: Annotated[list[Book], "the books that who asks may write in"]


class ContactDone(TypedDict):
    """``change`` undoes it: ``POST /api/contacts/changes/{id}/undo``."""

    change: int
    contact: ContactRecord | None


class ContactGroup(TypedDict):
    book: Book
    name: str
    count: int


class ContactGroups(TypedDict):
    groups: list[ContactGroup]


class ContactDouble(TypedDict):
    """``key`` is what they share; ``count`` of them there are, and ``contacts`` are the first 20."""

    key: str
    count: int
    contacts: list[ContactRecord]


class ContactDoubles(TypedDict):
    duplicates: list[ContactDouble]
    next: Annotated[str, "the cursor of the next page; empty on the last"]


class ContactMergeRequest(TypedDict):
    contacts: Annotated[list[int], "those who become part of the one in the address"]


class ContactChange(TypedDict):
    """``what`` was done to ``count`` contacts. ``shown``: whose name it was, or how much came of a file."""

    id: int
    at: int
    login: str
    book: Book
    what: Literal["created", "changed", "deleted", "merged", "imported", "undone"]
    shown: str
    count: int
    undone: bool


class ContactChanges(TypedDict):
    changes: list[ContactChange]
    next: Annotated[str, "the cursor of the next page; empty on the last"]


class ContactUndone(TypedDict):
    change: int


class ImportDifference(TypedDict):
    field: str
    before: str
    after: str


class ImportLine(TypedDict):
    """One entry of the file. ``left_out`` is what cannot be kept of it; ``no_numbers`` stood where numbers
    should, and are kept as fields."""

    line: int
    what: Literal["refused", "changed", "new", "same"]
    shown: str
    faults: list[FieldFault]
    differences: list[ImportDifference]
    left_out: list[str]
    no_numbers: list[str]


class ImportColumn(TypedDict):
    """A column of a CSV, and what it is taken for (``field``: kept under its own name)."""

    name: str
    taken_for: str


class ImportCounts(TypedDict):
    refused: int
    changed: int
    new: int
    same: int


class ContactImport(TypedDict):
    """What came of a file, or would: what was refused comes first. ``lines`` are the first 1,000; ``change``
    undoes it all, and is null where nothing was done."""

    form: Literal["csv", "vcard"]
    encoding: str
    columns: list[ImportColumn]
    counts: ImportCounts
    lines: list[ImportLine]
    change: int | None


class ContactsQuery(PageQuery, total=False):
    q: Annotated[str, "words of a name or company in any alphabet, or any part of a number"]
    group: str
    book: Book
    favourites: Annotated[Literal["yes"], "only one's own favourites"]


class BookQuery(TypedDict):
    book: Book


class ContactDoublesQuery(PageQuery):
    book: Book
    by: Annotated[Literal["number", "name"], "what they share"]


class ExportQuery(BookQuery, total=False):
    form: Annotated[Literal["csv", "vcard3", "vcard4"], "csv where it is not given"]
    group: Annotated[str, "only this group"]


class VersionQuery(TypedDict):
    version: Annotated[int, "the one that was looked at"]
