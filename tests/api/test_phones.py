"""The desk phone's answer key, pressed over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from ccengine.api.listener import listening
from ccengine.api.phones import PhoneRemote
from ccengine.core.errors import BadInput, CcengineError, PbxRefused, PbxTimeout, PbxUnreachable


class FakePhone:
    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.pressed: list[str] = []
        self.awake = asyncio.Event()
        self.awake.set()

    async def press(self, request: web.Request) -> web.Response:
        self.pressed.append(f"{request.method} {request.path_qs}")
        await self.awake.wait()
        return web.Response(status=self.status, headers={"Location": "/other"})

    @asynccontextmanager
    async def on_the_desk(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.press)
        async with listening(app, "127.0.0.1", 0) as port:
            yield f"http://127.0.0.1:{port}"


async def test_the_key_is_pressed_once() -> None:
    phone = FakePhone()
    async with phone.on_the_desk() as url:
        await PhoneRemote().answer(f"{url}/key?name=answer&secret=7")
    assert phone.pressed == ["POST /key?name=answer&secret=7"]


@pytest.mark.parametrize("status", [302, 401, 500])
async def test_a_phone_that_refuses(status: int) -> None:
    phone = FakePhone(status)
    async with phone.on_the_desk() as url:
        with pytest.raises(PbxRefused, match=str(status)):
            await PhoneRemote().answer(url)
    assert len(phone.pressed) == 1


async def test_a_phone_that_does_not_answer_in_time() -> None:
    phone = FakePhone()
    phone.awake.clear()
    async with phone.on_the_desk() as url:
        with pytest.raises(PbxTimeout):
            await PhoneRemote(timeout_s=0.1).answer(url)
        phone.awake.set()


async def test_a_phone_that_is_gone_is_not_named() -> None:
    async with FakePhone().on_the_desk() as url:
        pass
    with pytest.raises(PbxUnreachable) as caught:
        await PhoneRemote().answer(f"{url}/secret")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "phone", "file:///etc/passwd", "ftp://phone/", "http://", "http://[x", "//phone/x"]
)
async def test_only_web_addresses_are_asked(url: str) -> None:
    with pytest.raises(CcengineError) as caught:
        await PhoneRemote().answer(url)
    assert isinstance(caught.value, BadInput)
