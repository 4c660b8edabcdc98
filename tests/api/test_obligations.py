"""Open obligations over HTTP: listed, called back, closed once and with a reason."""

import pytest

from ccengine.api import shapes
from tests.api.house import NEW_CALL, NOW, Rig
from tests.fixtures_facts import call_record, seal

pytestmark = pytest.mark.store


@pytest.fixture
async def obligation(rig: Rig) -> int:
    """One obligation, of two missed calls."""
    await seal(rig.store, [call_record(NOW - at, NOW - at + 30_000) for at in (600_000, 300_000)])
    [row] = await rig.store.fetch("api_obligations", 10)
    number: int = row["id"]
    return number


async def test_the_list_has_the_shape_that_the_page_reads(rig: Rig, obligation: int) -> None:
    aziz = await rig.as_("aziz")
    [row] = (await aziz("GET", "/api/obligations")).json["obligations"]
    assert row.keys() == shapes.ObligationRow.__annotations__.keys()
    assert row == {
        "id": obligation,
        "opened": NOW - 600_000 + 30_000,
        "number": "+998901234567",
        "client": "c1",
        "client_name": "<b>Яна</b>",
        "company": "O'Neil & Σία",
        "responsible": "op101",
        "responsible_name": "Aziz",
        "queue": "sales",
        "missed": 2,
    }


async def test_calling_back_rings_the_number_that_called(rig: Rig, obligation: int) -> None:
    busra = await rig.as_("busra")
    answer = await busra("POST", f"/api/obligations/{obligation}/call-back")
    assert answer.json == {"call_id": str(NEW_CALL)}
    assert rig.desk.asked == [("place_call", "op102", "+998901234567")]
    assert ("busra", "obligation.call_back", str(obligation)) in await rig.audited()


async def test_it_is_closed_once_and_everybody_hears_of_it(rig: Rig, obligation: int) -> None:
    aziz = await rig.as_("aziz")
    assert (await aziz("POST", f"/api/obligations/{obligation}/close", {"how": "spam"})).status == 204
    assert (await aziz("GET", "/api/obligations")).json == {"obligations": []}
    again = await aziz("POST", f"/api/obligations/{obligation}/close", {"how": "unreachable"})
    assert (again.status, again.json["type"]) == (409, "urn:ccengine:conflict")
    assert (await aziz("POST", f"/api/obligations/{obligation}/call-back")).status == 409
    [entry] = rig.announced
    assert (entry.stream, entry.type) == ("desk", "obligation.closed")
    assert entry.data == {"id": obligation, "client": "c1", "how": "spam", "recall_ms": None, "by": "aziz"}
    assert ("aziz", "obligation.close", str(obligation)) in await rig.audited()


async def test_without_a_reason_of_its_own_only_a_supervisor_closes(rig: Rig, obligation: int) -> None:
    aziz, chief = await rig.as_("aziz"), await rig.as_("chief")
    path, body = f"/api/obligations/{obligation}/close", {"how": "supervisor"}
    assert (await aziz("POST", path, body)).status == 403
    assert (await chief("POST", path, body)).status == 204


@pytest.mark.parametrize(("number", "status"), [("999999", 404), ("x", 400), ("-1", 400), ("9" * 30, 400)])
async def test_one_that_never_was(rig: Rig, number: str, status: int) -> None:
    aziz = await rig.as_("aziz")
    answer = await aziz("POST", f"/api/obligations/{number}/close", {"how": "spam"})
    assert answer.status == status
    assert (await aziz("POST", f"/api/obligations/{number}/call-back")).status == status
