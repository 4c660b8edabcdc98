"""The command line, as its parsers tell it."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from blocks.markdown import Behind, table
from ccengine import cli


def commands() -> str:
    parser = argparse.ArgumentParser(prog="ccengine")
    group = parser.add_subparsers(metavar="COMMAND")
    cli.declare(group)
    return "\n\n".join(_leaves("ccengine", parser))


def _leaves(name: str, parser: argparse.ArgumentParser) -> Iterable[str]:
    """Every command that can be given, those of a group under the group's name."""
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
        for word, child in action.choices.items():
            full = f"{name} {word}"
            if any(isinstance(one, argparse._SubParsersAction) for one in child._actions):
                yield from _leaves(full, child)
            else:
                yield _command(full, helps.get(word, ""), child)


def _command(name: str, help_text: str, parser: argparse.ArgumentParser) -> str:
    rows = [_argument(one) for one in parser._actions if not isinstance(one, argparse._HelpAction)]
    told = f"## {name}\n{help_text[:1].upper()}{help_text[1:]}."
    return f"{told}\n\n{table(('argument', 'meaning'), rows)}" if rows else told


def _argument(action: argparse.Action) -> tuple[str, str]:
    metavar = action.metavar or action.dest.upper()
    if not action.option_strings:
        name = f"`{metavar}`" + (" (may be left out)" if action.nargs in ("?", "*") else "")
    else:
        value = "" if action.nargs == 0 else f" {metavar}"
        name = f"`{action.option_strings[-1]}{value}`" + (" (must be given)" if action.required else "")
    told = "default:" in (action.help or "") or not isinstance(action.default, Path)
    default = "" if told else f" (default: `{action.default}`)"
    repeated = "; may be repeated" if isinstance(action, argparse._AppendAction) else ""
    return name, f"{action.help or _usual(action)}{default}{repeated}"


def _usual(action: argparse.Action) -> str:
    """What the code need not say of every command."""
    if action.choices:
        return f"one of {', '.join(f'`{choice}`' for choice in action.choices)}"
    words = {
        "config": "the settings file (default: `ccengine.toml`)",
        "name": "the login's name",
        "folder": "the folder that Asterisk reads",
    }
    if action.dest not in words:
        raise Behind(f"scripts/blocks: the argument {action.dest!r} of a command says nothing")
    return words[action.dest]
