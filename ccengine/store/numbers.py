"""Numbers: raw digits beside E.164; matching is on E.164 only."""

import re
from functools import lru_cache

import phonenumbers

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


# People type digits of their own scripts; Python's digit values name them all.
_ASCII_DIGITS = {
    zero + value: str(value)
    for zero in (0x0660, 0x06F0, 0x0966, 0xFF10)  # Arabic, Persian, Devanagari, full-width
    for value in range(10)
}
