"""A fault of ours: the answer says no more than that, and the log says where, never about whom."""

import logging

import pytest

from tests.api.house import NEW_CALL, Rig
from tests.fixtures_facts import call_record, seal

pytestmark = pytest.mark.store


async def test_a_fault_is_logged_without_its_words(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    rig.desk.error = ValueError("+998901234567 belongs to Яна")
    aziz = await rig.as_("aziz")
    answer = await aziz("POST", f"/api/calls/{NEW_CALL}/hang-up")
    assert (answer.status, answer.json["type"]) == (500, "urn:ccengine:internal")
    assert "998901234567" not in answer.text
    [record] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "POST /api/calls/{call_id}/hang-up failed: ValueError" in record.getMessage()
    assert "in hang_up" in record.getMessage()
    assert "998901234567" not in caplog.text


async def test_a_withheld_number_is_shown_to_nobody(rig: Rig) -> None:
    [withheld] = await seal(rig.store, [call_record(1_795_000_000_000, 1_795_000_030_000, withheld=True)])
    chief = await rig.as_("chief")
    for path in ("/api/calls", f"/api/calls/{withheld}"):
        assert "998901234567" not in (await chief("GET", path)).text
