"""``/metrics``: for this machine and for who has the scope; the pops nobody has seen, for supervisors."""

import pytest

from ccengine.core.desk import UnseenPop
from tests.api.house import NEW_CALL, NOW, Rig, ask

pytestmark = pytest.mark.store


async def test_numbers_for_this_machine(rig: Rig) -> None:
    await ask(rig.stranger, "GET", "/api/health")
    await ask(rig.stranger, "GET", "/api/none?number=998901234567")
    answer = await ask(rig.stranger, "GET", "/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    assert "ccengine_tea 3" in lines
    assert 'ccengine_http_requests_total{method="GET",address="/api/health",status="200"} 1' in lines
    assert 'ccengine_http_requests_total{method="GET",address="an unknown address",status="404"} 1' in lines
    assert 'ccengine_http_request_seconds_count{method="GET"} 2' in lines
    assert "998901234567" not in answer.text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
async def test_who_asks_through_a_proxy_needs_the_scope(rig: Rig, header: str) -> None:
    passed_on = {header: "192.0.2.7"}
    assert (await ask(rig.stranger, "GET", "/metrics", headers=passed_on)).status == 401
    _, wrong = await rig.access.tokens.create("crm", ["events"], by="root")
    refused = await ask(
        rig.stranger, "GET", "/metrics", headers=passed_on | {"Authorization": f"Bearer {wrong}"}
    )
    assert (refused.status, "'metrics.read'" in refused.json["detail"]) == (403, True)
    _, right = await rig.access.tokens.create("prometheus", ["metrics.read"], by="root")
    given = await ask(
        rig.stranger, "GET", "/metrics", headers=passed_on | {"Authorization": f"Bearer {right}"}
    )
    assert given.status == 200


async def test_pops_that_nobody_has_seen_are_for_supervisors(rig: Rig) -> None:
    rig.unseen.append(UnseenPop(operator="op102", call_id=NEW_CALL, start=NOW, came=NOW + 40, shown=0))
    chief = await rig.as_("chief")
    assert (await chief("GET", "/api/pops/unacknowledged")).json == {
        "pops": [{"operator": "op102", "call_id": str(NEW_CALL), "start": NOW, "came": NOW + 40, "shown": 0}]
    }
    assert (await (await rig.as_("aziz"))("GET", "/api/pops/unacknowledged")).status == 403
