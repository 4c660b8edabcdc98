"""``ccengine lab``: known stories, told to a real Asterisk and kept for the tests; and recordings
held against themselves: what AMI said and what CEL wrote down must give the same records."""

import argparse
import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ami.cel import CelTranslator, read_rows
from ami.recorded import Recorded
from ami.translate import WANTED, Translator
from ccengine.core.errors import BadInput
from ccengine.core.observed import Observed
from ccengine.lab.record import record
from ccengine.lab.scenarios.table import SCENARIOS
from ccengine.lab.tree import ensure_tree
from ccengine.ledger.agreement import Agreement, Witness, agree
from ccengine.ledger.rebuild import rebuild

FIXTURES = Path("tests/fixtures")
NODE = "pbx1"


def add(commands: Any) -> None:
    actions = commands.add_parser("lab", help="record scenarios on a real Asterisk").add_subparsers(
        required=True, metavar="ACTION"
    )
    listing = actions.add_parser("list", help="which scenarios there are")
    listing.set_defaults(do=do_list)
    command = actions.add_parser("record", help="record scenarios: AMI, CEL, and what the phones heard")
    command.add_argument("scenario", nargs="*", help="names as in 'ccengine lab list' (default: all)")
    command.add_argument("--out", type=Path, default=FIXTURES, help=f"where to (default: {FIXTURES})")
    command.set_defaults(do=do_record)
    held = actions.add_parser(
        "compare", help="do AMI and CEL of recorded scenarios give the same records? Exit 1 if not"
    )
    held.add_argument(
        "folder", type=Path, nargs="?", default=FIXTURES, help=f"holds the scenarios (default: {FIXTURES})"
    )
    held.set_defaults(do=do_compare)


def do_list(asked: argparse.Namespace) -> int:
    width = max(map(len, SCENARIOS))
    for name, scenario in SCENARIOS.items():
        print(f"{name:<{width}}  {scenario.about}")
    return 0


def do_record(asked: argparse.Namespace) -> int:
    unknown = sorted(set(asked.scenario) - set(SCENARIOS))
    if unknown:
        raise BadInput(f"there is no scenario {', '.join(unknown)}; 'ccengine lab list' names all")
    tree = ensure_tree(print)
    asyncio.run(record(asked.scenario or SCENARIOS, asked.out, tree, print))
    return 0


def do_compare(asked: argparse.Namespace) -> int:
    folders = sorted(path.parent for path in asked.folder.glob("*/ami.raw"))
    if not folders:
        raise BadInput(f"{asked.folder}: no scenario with an ami.raw and a cel.csv is in there")
    width = max(len(folder.name) for folder in folders)
    found = {folder.name: agree(heard(folder), written(folder)) for folder in folders}
    for name, agreement in found.items():
        print(f"{name:<{width}}  {in_words(agreement)}")
    good = sum(agreement.holds for agreement in found.values())
    print(f"{good} of {len(found)} agree")
    return 0 if good == len(found) else 1


def in_words(agreement: Agreement) -> str:
    """One line: how many calls, and whether they are told alike."""
    calls = "1 call " if agreement.calls == 1 else f"{agreement.calls} calls"
    told = [*agreement.differences, *agreement.explained] or [f"same, to {agreement.apart_ms} ms"]
    return f"{calls}  {'' if agreement.holds else 'DIFFERS: '}{'; '.join(told)}"


def heard(folder: Path) -> Witness:
    """The calls of a scenario as the event link told them."""
    translator = Translator()
    frames = Recorded(folder / "ami.raw").believed(wanted=WANTED)
    return _witness("AMI", (seen for frame in frames for seen in translator.translate(frame)))


def written(folder: Path) -> Witness:
    """The same as CEL has them."""
    path, translator = folder / "cel.csv", CelTranslator()
    if not path.exists():
        raise BadInput(f"{path}: there is no such file")
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    return _witness("CEL", (seen for row in read_rows(lines) for seen in translator.translate(row)))


def _witness(name: str, told: Iterable[Observed]) -> Witness:
    seen = list(told)
    calls = {record.call_id: record for record in rebuild(NODE, seen)}
    return Witness(name=name, calls=calls, until=max((one.at for one in seen), default=0))
