"""The address at which a page learns how to be its operator's phone."""

import pytest

from ccengine.core.errors import Conflict, StoreUnavailable
from ccengine.core.phones import PhoneNotReady
from tests.api.house import Rig

pytestmark = pytest.mark.store


async def give_a_browser(rig: Rig, operator: str = "op101") -> None:
    async with rig.store.session() as session:
        await session.connection.execute("update operator set phone = 'browser' where id = $1", operator)


async def test_a_browser_is_told_its_sip_login(rig: Rig) -> None:
    await give_a_browser(rig)
    answer = await (await rig.as_("aziz"))("GET", "/api/me/phone")
    assert answer.json == {
        "kind": "browser",
        "extension": "101",
        "user": "op101",
        "password": "x" * 32,
        "uri": "sip:op101@127.0.0.1",
        "websocket": "ws://127.0.0.1:8088/ws",
    }
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ws://127.0.0.1:8088/ws" in answer.headers["Content-Security-Policy"]


async def test_a_desk_phone_has_none(rig: Rig) -> None:
    answer = await (await rig.as_("busra"))("GET", "/api/me/phone")
    assert answer.json == {"kind": "desk", "extension": "102"}


async def test_only_a_live_session_of_an_operator_is_told(rig: Rig) -> None:
    await give_a_browser(rig)
    aziz = await rig.as_("aziz")
    assert (await (await rig.as_("chief"))("GET", "/api/me/phone")).status == 403
    assert (await (await rig.as_("core"))("GET", "/api/me/phone")).status == 403
    assert (await aziz("POST", "/api/logout")).status == 204
    assert (await aziz("GET", "/api/me/phone")).status == 401


@pytest.mark.parametrize(
    ("error", "status"),
    [(Conflict("Nobody keeps the files."), 409), (PhoneNotReady(), 503), (StoreUnavailable(), 503)],
)
async def test_where_it_cannot_be_it_is_said_why(rig: Rig, error: Conflict, status: int) -> None:
    await give_a_browser(rig)
    rig.phones.error = error
    answer = await (await rig.as_("aziz"))("GET", "/api/me/phone")
    assert answer.status == status
    assert answer.json["detail"] == str(error)
