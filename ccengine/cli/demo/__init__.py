"""``ccengine demo``: the whole thing, running, with an outside world that keeps calling."""

import argparse
import asyncio
import random
import time
from pathlib import Path
from typing import Any

from ccengine.cli.demo.check import check
from ccengine.cli.demo.desk import Page
from ccengine.cli.demo.rig import Rig, engine_is_well, open_rig
from ccengine.cli.serve import until_told
from ccengine.lab.tree import ensure_tree

SHOWN = ("op101", "op102", "op105", "supervisor", "admin", "crm")
BROWSERS = ("op101", "op102")
WRAP_UP_S = 15
WATCH_S = 1.0


def add(commands: Any) -> None:
    command = commands.add_parser("demo", help="run everything on this machine, with callers")
    command.add_argument("--data", type=Path, default=Path(".ccengine"), help="the demo's data folder")
    command.add_argument("--seed", type=int, default=None, help="of the callers' behaviour")
    command.add_argument("--check", action="store_true", help="place the calls of the check list and judge")
    command.add_argument("--only", help="with --check: only scenarios whose name holds this")
    command.set_defaults(do=demo)


def demo(asked: argparse.Namespace) -> int:
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(1_000_000)
    if asked.check:
        return asyncio.run(check(asked.data / "check", seed=seed, only=asked.only or ""))
    return until_told(_demo(asked.data, seed))


async def _demo(data: Path, seed: int) -> None:
    began = time.monotonic()

    def say(what: str) -> None:
        print(f"  {time.monotonic() - began:5.1f} s  {what}", flush=True)

    print("ccengine demo: everything runs here, nothing listens on a public address")
    tree = await asyncio.to_thread(ensure_tree, say)
    opening = open_rig(
        data, tree, seed=seed, fixed_ports=True, browsers=BROWSERS, wrap_up_s=WRAP_UP_S, say=say
    )
    async with opening as rig:
        await engine_is_well(rig)
        pages = await everybody_available(rig, tuple(rig.phones.phones))
        rig.world.start()
        say("callers begin to call")
        print(_welcome(rig, seed), flush=True)
        await _watch_who_sits_there(rig, pages)


async def everybody_available(rig: Rig, operators: tuple[str, ...] = ()) -> dict[str, Page]:
    """Log the demo's operators in, as they would in the morning."""
    names = operators or tuple(rig.house.operators)
    pages = {name: await Page.log_in(rig.url, name, rig.passwords[name]) for name in names}
    for page in pages.values():
        await page.must("PUT", "/api/me/status", {"status": "available", "reason": ""})
    return pages


def _welcome(rig: Rig, seed: int) -> str:
    logins = "\n".join(f"    {name:<12} {rig.passwords[name]}" for name in SHOWN if name in rig.passwords)
    return f"""
  Open   {rig.url}/

  Logins (made for this data folder)
{logins}
    the others: see {rig.settings.data / "demo-logins.json"}

  Log in as op101 and allow the microphone: this page is your phone. Set yourself available, and press
  Answer when it rings. op102 is one too, in another browser or a private window; so is the supervisor's
  page, to listen and to be heard with. The others have desk phones, which answer by themselves.
  Callers' seed: {seed}.  Ctrl-C ends everything.
"""


async def _watch_who_sits_there(rig: Rig, pages: dict[str, Page]) -> None:
    """A phone whose operator has a page of his own open rings until he presses Answer."""
    while True:
        rows = await rig.store.fetch("demo_sessions")
        rig.phones.at_desk(row["operator"] for row in rows if row["sessions"] > (row["operator"] in pages))
        await asyncio.sleep(WATCH_S)
