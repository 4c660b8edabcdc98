"""What is written to a terminal or into the log: words only, whoever chose them.

A caller, a client and an old configuration file have names that somebody made up. A character that
cannot be seen may command a terminal or forge a line, so it is shown as U+FFFD.
"""

import logging

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_INDENT = "\n    "


def shown(text: str) -> str:
    """The text, of as many lines as it had, without anything that is not seen."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


def in_one_line(text: str) -> str:
    return shown(text).replace("\n", "\ufffd")


def cell(text: str) -> str:
    """One cell as a spreadsheet shows it, never as it would compute it; and on one line."""
    text = in_one_line(text)
    return f"'{text}" if text.startswith(_FORMULA) else text


class LogFormat(logging.Formatter):
    """A line for each record. What has more (where a fault happened) goes on indented, so that no text
    can pretend to be a record of its own."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return shown(super().format(record)).replace("\n", _INDENT)
