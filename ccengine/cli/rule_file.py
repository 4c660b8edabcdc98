"""A rule book in a file, for a house that has another one in force."""

import json
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from ccengine.core.directory import House
from ccengine.core.errors import BadInput
from ccengine.core.rule_document import BadRules, read_book
from routing.check import check_book


def house_under(house: House, file: str, sounds: Collection[str] = ()) -> House:
    """The house under the rules of that file; as it is where there is none. Raises BadInput, with
    every problem on a line of its own."""
    if not file:
        return house
    try:
        book = read_book(json.loads(Path(file).read_text(encoding="utf-8")))
        problems = check_book(book, house, sounds)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read: {error}") from None
    except ValueError as error:
        raise BadInput(f"{file} is not JSON: {error}") from None
    except BadRules as refused:
        problems = refused.problems
    if problems:
        raise BadInput(f"{file} cannot be used:\n" + "\n".join(f"  {problem}" for problem in problems))
    return replace(house, rules=replace(book, version=house.rules.version + 1))
