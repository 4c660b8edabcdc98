"""Waiting for a condition with a deadline, never for a time."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

T = TypeVar("T")


@overload
async def eventually(
    condition: Callable[[], Awaitable[T]], deadline_s: float = ..., *, every_s: float = ...
) -> T: ...
@overload
async def eventually(condition: Callable[[], T], deadline_s: float = ..., *, every_s: float = ...) -> T: ...
async def eventually(
    condition: Callable[[], Any], deadline_s: float = 30.0, *, every_s: float = 0.02
) -> object:
    """Ask until the answer is true, and return that answer; TimeoutError after the deadline."""
    asked = 0
    try:
        async with asyncio.timeout(deadline_s):
            while True:
                asked += 1
                answer = condition()
                value: object = await answer if inspect.isawaitable(answer) else answer
                if value:
                    return value
                await asyncio.sleep(every_s)
    except TimeoutError:
        raise TimeoutError(f"not so after {deadline_s:g} s, asked {asked} times") from None
