"""Numbers: raw digits beside E.164; matching is on E.164 only."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import phonenumbers

from ccengine.core.errors import SettingsError
from ccengine.core.ports import Number

_OTHER = re.compile(r"[^0-9*#+]")
_LONGEST = 32
_SHORTEST_IN_FULL = 10
_SHORTEST_E164 = 6  # digits: shorter ones are extensions and service numbers


class Numbering:
    """Normalises any written form: ``Numbering(region="UZ")("90 123-45-67")``.

    ``region`` is where a number without a country code is at home (ISO 3166). An extension or
    a service number has no E.164, nor has anything that is no possible number. Never raises.
    """

    def __init__(self, *, region: str = "") -> None:
        self._region = region or None
        self._normalise = lru_cache(maxsize=4096)(self._parse)

    def __call__(self, raw: str) -> Number:
        return self._normalise(raw[:200])

    def _parse(self, written: str) -> Number:
        raw = _OTHER.sub("", written.translate(_ASCII_DIGITS))[:_LONGEST]
        return Number(raw=raw, e164=self._e164(raw))

    def _e164(self, raw: str) -> str:
        if _is_written_in_full(raw):
            return raw
        digits = raw.lstrip("+")
        if not digits.isdigit() or len(digits) < _SHORTEST_E164:
            return ""
        international = "+" + digits.removeprefix("00")
        # Trunks often leave out the plus. A valid national reading goes first; a number that is
        # written in full is taken even where its plan does not know it (plans age).
        return (
            self._read(raw, valid=True)
            or self._read(international, valid=True)
            or self._in_full(international)
        )

    def _in_full(self, international: str) -> str:
        return self._read(international, valid=False) if len(international) > _SHORTEST_IN_FULL else ""

    def _read(self, number: str, *, valid: bool) -> str:
        try:
            parsed = phonenumbers.parse(number, self._region)
        except phonenumbers.NumberParseException:
            return ""
        reason = phonenumbers.is_possible_number_with_reason(parsed)
        possible = reason == phonenumbers.ValidationResult.IS_POSSIBLE
        if not (phonenumbers.is_valid_number(parsed) if valid else possible):
            return ""
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def calling_code(region: str) -> str:
    """How the numbers of a country begin: ``+998`` of ``UZ``. Raises SettingsError for none."""
    code = phonenumbers.country_code_for_region(region)
    if not code:
        raise SettingsError(f"[dialling] allowed: {region} is no country with numbers of its own")
    return f"+{code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What numbers begin so: those of these ``countries`` (ISO 3166), such as ``example``, which is written
    as people do. A beginning that no number has is of no country and has no example."""

    begin: str
    countries: tuple[str, ...] = ()
    example: str = ""


@lru_cache(maxsize=1024)
def beginning(begin: str) -> Beginning:
    """What is meant by ``+99890``: a whole calling code, a part of its numbers, or a part of the code."""
    digits = begin.removeprefix("+")
    plan = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    whole = [
        region for code, named in plan.items() if str(code).startswith(digits) for region in named
    ]  # of +7 Russia and Kazakhstan; of +99 all whose code goes on from there
    if whole:
        regions = [region for region in whole if region.isalpha()]
        samples = [phonenumbers.example_number_for_type(one, _MOBILE) for one in regions[:1]]
        return Beginning(begin=begin, countries=tuple(regions), example=_written(samples))
    found = [parsed for parsed in map(_valid, _filled(digits)) if parsed is not None]
    named = dict.fromkeys(phonenumbers.region_code_for_number(parsed) for parsed in found)
    countries = tuple(region for region in named if region and region.isalpha())
    return Beginning(begin=begin, countries=countries, example=_written(found))


_MOBILE = phonenumbers.PhoneNumberType.MOBILE
_REST = ("1234567", "2345678", "5012345", "9012345", "7012345", "0000000")


def _filled(digits: str) -> Iterator[str]:
    """Numbers that begin so, of every length."""
    return (f"+{digits}{(rest * 2)[: length - len(digits)]}" for rest in _REST for length in range(8, 16))


def _valid(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_valid_number(parsed) else None


def _written(samples: Sequence[phonenumbers.PhoneNumber | None]) -> str:
    sample = next((one for one in samples if one is not None), None)
    if sample is None:
        return ""
    return phonenumbers.format_number(sample, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """A country's numbers, as far as it takes to see that one is E.164 already: how many digits follow
    the country's, and what is left out of them when the number is read."""

    code: int
    lengths: frozenset[int]
    left_out: re.Pattern[str] | None


def _is_written_in_full(raw: str) -> bool:
    """Whether reading this at length would give it back as it is. It saves a long list of clients
    most of the time that reading it takes."""
    plan = _plan_of(raw[1:4]) if raw[:1] == "+" and len(raw) > _SHORTEST_IN_FULL else None
    if plan is None:
        return False
    national = raw[1 + plan.code :]
    if len(national) not in plan.lengths or not national.isdigit() or national[0] == "0":
        return False
    return plan.left_out is None or plan.left_out.match(national) is None


@cache
def _plan_of(begin: str) -> _Plan | None:
    """The plan of the country that these three digits begin with; called with at most 1000."""
    for length in (1, 2, 3):
        code = begin[:length]
        regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code)) if code.isdigit() else None
        metadata = phonenumbers.PhoneMetadata.metadata_for_region(regions[0]) if regions else None
        if metadata is not None and metadata.general_desc is not None:
            left_out = metadata.national_prefix_for_parsing
            return _Plan(
                code=length,
                lengths=frozenset(metadata.general_desc.possible_length),
                left_out=re.compile(left_out) if left_out else None,
            )
    return None


# People type digits of their own scripts; Python's digit values name them all.
_ASCII_DIGITS = {
    zero + value: str(value)
    for zero in (0x0660, 0x06F0, 0x0966, 0xFF10)  # Arabic, Persian, Devanagari, full-width
    for value in range(10)
}
