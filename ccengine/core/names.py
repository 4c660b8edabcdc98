"""Names as they are compared: one person written by two people comes to the same words.

``words_of`` is what a client is found by: small letters, marks dropped, Cyrillic and Greek spelled in
Latin letters, apostrophes gone. ``key_of`` is coarser, and what two records of one client have in
common: the words without legal forms, in one order, and without what spellings differ in. Both
are for *finding*, never for showing; two clients who are not the same may well share a key.
"""

import re
import unicodedata
from functools import lru_cache

_CYRILLIC = dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)) | {
    **dict.fromkeys("ъь", ""),
    **dict(zip("жхцчшщюяё", ("zh", "kh", "ts", "ch", "sh", "shch", "yu", "ya", "e"), strict=True)),
    **dict(zip("ўқғҳіїєґәөүұңһ", "oqghiiegaouunh", strict=True)),
}
_GREEK = dict(zip("αβγδεζηικλμνξοπρσςτυφωθχψ", (*"avgdeziiklmnxoprsstyfo", "th", "ch", "ps"), strict=True))
_LATIN = {"ı": "i", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "þ": "th", "ð": "d"}
_LETTERS = str.maketrans(_CYRILLIC | _GREEK | _LATIN)
# What is written inside a word and says nothing; the last is the dot that is left of a small İ.
_SILENT = str.maketrans(dict.fromkeys("'`´ʹʻʼʽˈ‘’‛′ʿʾ\u0307", ""))
_ABBREVIATED = re.compile(r"(?<=\b\w)\.(?=\w\b)")  # A.Ş. and О.О.О. are one word each
_BETWEEN = re.compile(r"[\W_]+")

LEGAL_FORMS = frozenset(
    [
        "ooo",
        "oao",
        "zao",
        "pao",
        "ao",
        "ip",
        "too",
        "tdo",
        "chp",
        "mchj",
        "xk",
        "qmj",
        "aj",
        "yatt",
        "as",
        "llc",
        "ltd",
        "limited",
        "inc",
        "corp",
        "corporation",
        "company",
        "plc",
        "gmbh",
        "ag",
        "kg",
        "ohg",
        "ug",
        "sa",
        "sarl",
        "srl",
        "spa",
        "bv",
        "nv",
        "oy",
        "ab",
        "ae",
        "epe",
        "ike",
        "sti",
    ]
)

# Where people who spell one name in Latin letters differ, in this order.
_SPELLINGS = (("kh", "h"), ("zh", "j"), ("x", "ks"), ("ph", "f"), ("w", "v"), ("y", "i"), ("c", "k"))
_DOUBLED = re.compile(r"(.)\1+")


def words_of(*names: str) -> str:
    """The words of these names in plain letters, each once, with a space between them."""
    text = " ".join(names).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    text = _ABBREVIATED.sub("", text.translate(_SILENT))
    return " ".join(dict.fromkeys(_latin(word) for word in _BETWEEN.split(text))).strip()


def key_of(name: str) -> str:
    """What records of one client share; empty where there is nothing to compare."""
    words = words_of(name).split()
    kept = [word for word in words if word not in LEGAL_FORMS] or words
    return " ".join(sorted({_spelled(word) for word in kept}))


def spellings_of(word: str) -> tuple[str, ...]:
    """A word of ``words_of``, and what it comes to where people spell it in another way. Digits are
    written in one way only."""
    return tuple(dict.fromkeys((word, _spelled(word)))) if word.isalpha() else (word,)


# Names come from few words, over and over: a long list of clients is mostly read from these.


@lru_cache(maxsize=65_536)
def _spelled(word: str) -> str:
    for written, spelled in _SPELLINGS:
        word = word.replace(written, spelled)
    return _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=65_536)
def _latin(word: str) -> str:
    """Marks are dropped after the letters that are made with one (й, ё) have been spelled."""
    if word.isascii():
        return word
    bare = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(c for c in bare if not unicodedata.combining(c)).translate(_LETTERS)
