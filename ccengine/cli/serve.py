"""``ccengine serve``: the service of one node."""

import argparse
import asyncio
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from ccengine.app.service import Service
from ccengine.settings import load


def add(commands: Any) -> None:
    command = commands.add_parser("serve", help="run the service of one node")
    command.add_argument("--config", type=Path, help="the settings file (default: ccengine.toml)")
    command.set_defaults(do=serve)


def serve(asked: argparse.Namespace) -> int:
    settings = load(asked.config)
    service = Service(settings)
    listen = settings.listen
    return until_told(
        service.run(lambda: print(f"ccengine: http://{listen.http_host}:{listen.http_port}/", flush=True))
    )


def until_told(work: Coroutine[Any, Any, None]) -> int:
    """Run until it ends by itself, or by Ctrl-C or SIGTERM, in good order."""

    async def run() -> int:
        task = asyncio.current_task()
        assert task is not None
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)
        try:
            await work
        except asyncio.CancelledError:
            return 0
        return 0

    try:
        return asyncio.run(run())
    except* Exception as errors:
        raise first_of(errors) from None


def first_of(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error in a group of groups: what went wrong, without the scaffolding."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
