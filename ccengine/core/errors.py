"""The one error root. Permanent errors need a person; temporary ones need patience.

The one-line docstring of each class is its default message. What a person may meet is said as a
template and what stands in it, ``Conflict("{name} has taken this on.", name=...)``: a page in another
language has its own words for the same template.
"""

from collections.abc import Mapping


class CcengineError(Exception):
    """Something in ccengine went wrong."""

    def __init__(self, template: str | None = None, /, **names: str | int) -> None:
        self.template = template or (self.__doc__ or "").strip().splitlines()[0]
        words, self.names = worded(self.template, names)
        super().__init__(words)


def worded(template: str, names: Mapping[str, str | int]) -> tuple[str, dict[str, str]]:
    """The template with the names in it, and these as they can be shown."""
    shown = {name: on_one_line(str(value)) for name, value in names.items()}
    return (template.format_map(shown) if shown else template), shown


def on_one_line(text: str) -> str:
    """A name may be hostile text: it says nothing that cannot be seen, and begins no line of its own."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


class PermanentError(CcengineError):
    """Trying again will not help; somebody has to change something."""


class TemporaryError(CcengineError):
    """Trying again later may help."""


class SettingsError(PermanentError):
    """A setting is missing or has a value that cannot be used."""


class BadInput(PermanentError):
    """What was given cannot be read; the message says what, where and how to mend it."""


class NotAllowed(PermanentError):
    """This login may not do that."""


class TooManyAttempts(TemporaryError):
    """Too many wrong attempts from there; wait a while."""


class NotFound(PermanentError):
    """There is no such thing."""


class Conflict(PermanentError):
    """The thing has changed meanwhile; look again before you repeat this."""


class PbxRefused(PermanentError):
    """Asterisk understood the action and refused it."""


class PbxUnreachable(TemporaryError):
    """Asterisk cannot be reached over AMI."""


class PbxTimeout(TemporaryError):
    """Asterisk did not answer the action in time; it may or may not have been done."""


class StoreUnavailable(TemporaryError):
    """PostgreSQL cannot be reached."""


class LeaseLost(TemporaryError):
    """Another engine owns this node now; this one must not write or act."""
