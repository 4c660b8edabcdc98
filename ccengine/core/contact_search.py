"""By what a contact is found: the beginnings of his words in any alphabet, any part of his numbers.

The index holds plain words (``sought_of``); a question is a condition on their beginnings
(``wanted``). A number is found by any part of it because each of its endings is a word.
"""

from ccengine.core.contact import Contact
from ccengine.core.names import spellings_of, words_of
from ccengine.core.ports import Numbering

_SHORTEST_PART = 2
_TRUNK_PREFIXES = ("00", "0", "8")
_LEAST_BEHIND_PREFIX = 3


def sought_of(contact: Contact) -> list[str]:
    """The words of the index, each once."""
    emails = " ".join(line.value for line in contact.emails)
    words = words_of(contact.name, contact.company, contact.position, *contact.groups, emails).split()
    found = {spelling for word in words for spelling in spellings_of(word)}
    for phone in contact.phones:
        digits = _digits(phone.value)
        found |= {digits[at:] for at in range(len(digits) - _SHORTEST_PART + 1)}
    return sorted(found - {""})


def wanted(text: str, numbering: Numbering) -> str:
    """The question as PostgreSQL's tsquery; empty where nothing can be looked for."""
    if not any(letter.isalpha() for letter in text):
        return " | ".join(map(_beginning, _parts_of_number(text, numbering)))
    asked = []
    for word in words_of(text).split():
        spellings = map(_beginning, spellings_of(word))
        asked.append(f"({' | '.join(spellings)})")
    return " & ".join(asked)


def _parts_of_number(text: str, numbering: Numbering) -> list[str]:
    """Some digits of a number: as they stand, without what is dialled before it at home, and as the
    whole number that they may be."""
    number = numbering(text)
    digits = _digits(number.raw)
    parts = [digits, _digits(number.e164)]
    for prefix in _TRUNK_PREFIXES:
        rest = digits.removeprefix(prefix)
        if rest != digits and len(rest) >= _LEAST_BEHIND_PREFIX:
            parts.append(rest)
    return list(dict.fromkeys(part for part in parts if len(part) >= _SHORTEST_PART))


def _digits(number: str) -> str:
    return "".join(digit for digit in number if "0" <= digit <= "9")


def _beginning(word: str) -> str:
    return "'" + word.replace("\\", "").replace("'", "") + "':*"
