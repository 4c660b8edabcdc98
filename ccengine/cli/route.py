"""``ccengine route NUMBER --to NUMBER --at MOMENT``: where a call would go, and why."""

import argparse
import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

from ccengine.cli.migrate import database
from ccengine.core.directory import House
from ccengine.core.errors import BadInput
from ccengine.core.facts import Decision, OperatorStatus, Step
from ccengine.settings import Settings, load
from ccengine.store.directory import PgDirectory
from ccengine.store.numbers import Numbering
from ccengine.store.store import Store
from routing.policy import decide
from routing.situation import OperatorState, Situation


def add(commands: Any) -> None:
    command = commands.add_parser("route", help="say where a call would go, and why")
    command.add_argument("caller", help="the caller's number; 'withheld' for none")
    command.add_argument("--to", required=True, help="the dialled number")
    command.add_argument("--at", help='the moment, e.g. "2026-11-22T19:05+05:00" (default: now)')
    command.add_argument(
        "--operator",
        action="append",
        default=[],
        metavar="ID=STATE",
        help="suppose this state of an operator (default: every operator is available)",
    )
    command.add_argument("--config", type=Path)
    command.set_defaults(do=route)


def route(asked: argparse.Namespace) -> int:
    print(asyncio.run(_route(asked, load(asked.config))))
    return 0


async def _route(asked: argparse.Namespace, settings: Settings) -> str:
    number = Numbering(region=settings.desk.region)("" if asked.caller == "withheld" else asked.caller)
    if asked.caller != "withheld" and not number.e164:
        raise BadInput(f"{asked.caller!r} is no phone number; write it like +998901234567, or say withheld")
    async with database(settings) as dsn, Store(dsn) as store:
        directory = PgDirectory(store)
        house = await directory.house()
        situation = Situation(
            at=_moment(asked.at),
            caller=number.e164,
            dialled=asked.to,
            house=house,
            withheld=asked.caller == "withheld",
            client=await directory.by_number(number.e164) if number.e164 else None,
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
