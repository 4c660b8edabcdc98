"""A client between his record and his row."""

from collections.abc import Mapping
from typing import Any

from ccengine.core.directory import Client
from ccengine.core.names import key_of, words_of

NAMES = tuple(Client.__dataclass_fields__)


def client_of(row: Any) -> Client:
    """From a row of ``sql/clients.sql``; further columns are passed over."""
    values: Mapping[str, Any] = {name: row[name] for name in NAMES}
    return Client(**{**values, "phones": tuple(row["phones"])})


def client_row(c: Client) -> tuple[object, ...]:
    """What ``client_put`` takes. Whom nobody has named is not found by his name."""
    words, key = ("", "") if c.provisional else (words_of(c.name, c.company), key_of(c.name))
    return (
        *(c.id, c.name, c.company, c.responsible or None, c.deputy or None, c.language, c.card),
        *(c.provisional, c.priority, c.consent, c.document_url, c.report_url, words, key),
    )
