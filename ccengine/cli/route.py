"""``ccengine route NUMBER --to NUMBER --at MOMENT``: where a call would go, and why; and with
``--replay``, where the calls of a stretch of the past would have gone under other rules."""

import argparse
import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

from ccengine.cli import replay
from ccengine.cli.migrate import database
from ccengine.cli.rule_file import house_under
from ccengine.cli.terminal import shown
from ccengine.core.directory import House
from ccengine.core.errors import BadInput
from ccengine.core.facts import Decision, OperatorStatus, Step
from ccengine.settings import Settings, load
from ccengine.store.desk import PgCards
from ccengine.store.directory import PgDirectory
from ccengine.store.numbers import Numbering
from ccengine.store.store import Store
from dialplan.plan import SOUNDS, own_sounds
from reports.period import Period
from routing.policy import decide
from routing.situation import OperatorState, Situation


def add(commands: Any) -> None:
    command = commands.add_parser("route", help="say where a call would go, and why")
    command.add_argument("caller", nargs="?", help="the caller's number; 'withheld' for none")
    command.add_argument("--to", help="the dialled number; with --replay: the end, which is no part of it")
    command.add_argument("--at", help='the moment, e.g. "2026-11-22T19:05+05:00" (default: now)')
    command.add_argument("--rules", default="", metavar="FILE", help="by these rules, not by those in force")
    command.add_argument(
        "--operator",
        action="append",
        default=[],
        metavar="ID=STATE",
        help="suppose this state of an operator (default: every operator is available)",
    )
    command.add_argument("--replay", action="store_true", help="route the calls of the past again")
    command.add_argument("--from", dest="start", help="with --replay: e.g. 2026-11-16 or 2026-11-16T09:00")
    command.add_argument("--json", action="store_true", help="with --replay: everything, for programs")
    command.add_argument("--config", type=Path)
    command.set_defaults(do=route)


def route(asked: argparse.Namespace) -> int:
    settings = load(asked.config)
    print(shown(_replay(asked, settings) if asked.replay else asyncio.run(_route(asked, settings))))
    return 0


def _replay(asked: argparse.Namespace, settings: Settings) -> str:
    if not (asked.start and asked.to) or asked.caller:
        raise BadInput("write it like: route --replay --from 2026-11-16 --to 2026-11-23 --rules FILE")
    period = Period.parse(asked.start, asked.to, settings.desk.zone)
    found = asyncio.run(replay.replayed(settings, period, asked.rules))
    return replay.in_json(found, period) if asked.json else replay.in_words(found, period)


async def _route(asked: argparse.Namespace, settings: Settings) -> str:
    if not asked.caller or not asked.to:
        raise BadInput("write it like: route +998901234567 --to 998712000100")
    number = Numbering(region=settings.desk.region)("" if asked.caller == "withheld" else asked.caller)
    if asked.caller != "withheld" and not number.e164:
        raise BadInput(f"{asked.caller!r} is no phone number; write it like +998901234567, or say withheld")
    async with database(settings) as dsn, Store(dsn) as store:
        directory = PgDirectory(store)
        house = house_under(await directory.house(), asked.rules, {*SOUNDS, *own_sounds(settings.pbx.sounds)})
        client = await directory.by_number(number.e164) if number.e164 else None
        situation = Situation(
            at=_moment(asked.at),
            caller=number.e164,
            dialled=asked.to,
            house=house,
            withheld=asked.caller == "withheld",
            client=client,
            last_operator=await PgCards(store).last_operator(client.id) if client else "",
            operators=_states(house, asked.operator),
        )
    return in_words(decide(situation))


def _moment(text: str | None) -> int:
    try:
        moment = datetime.fromisoformat(text) if text else datetime.now().astimezone()
    except ValueError as error:
        raise BadInput(f"--at {text!r}: {error}; write it like 2026-11-22T19:05+05:00") from None
    if moment.tzinfo is None:
        raise BadInput(f"--at {text!r} has no time zone; write it like 2026-11-22T19:05+05:00")
    return int(moment.timestamp() * 1000)


def _states(house: House, supposed: list[str]) -> dict[str, OperatorState]:
    states = {o: OperatorState(status=OperatorStatus.AVAILABLE) for o in house.operators}
    for text in supposed:
        operator, _, state = text.partition("=")
        if operator not in states or state not in set(OperatorStatus):
            raise BadInput(
                f"--operator {text!r}: write ID=STATE with an operator ({', '.join(states)}) "
                f"and a state ({', '.join(OperatorStatus)})"
            )
        states[operator] = OperatorState(status=OperatorStatus(state))
    return states


def in_words(decision: Decision) -> str:
    rest = "\n".join(f"        {_step(step)}" for step in decision.rest) or "        the static route"
    return f"step    {_step(decision.step)}\nrest\n{rest}\nwhy     {decision.why}\nrule    {decision.rule}"


def _step(step: Step) -> str:
    bound = f" for {step.seconds} s" if step.seconds else ""
    return f"{step.kind} {', '.join(step.targets)}".strip() + bound
