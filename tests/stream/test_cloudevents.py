import json
from dataclasses import replace
from uuid import UUID

from ccengine.core.ports import LogEntry
from ccengine.stream.cloudevents import cloud_event, timestamp

CALL = UUID("01909d3c-5b00-8000-8000-000000000001")
LEG = "pbx1-0123456789abcdef-1795350000.7"


ENTRY = LogEntry(
    stream="pbx1",
    seq=12,
    at=1_795_350_000_007,
    type="call.offered",
    call_id=CALL,
    data={"operator": "op101", "leg": LEG},
)


def test_an_entry_is_a_cloud_event() -> None:
    event = cloud_event(ENTRY)
    data = event.pop("data")
    assert event == {
        "specversion": "1.0",
        "id": "pbx1:12",
        "source": "/ccengine/pbx1",
        "type": "ccengine.call.offered",
        "time": "2026-11-22T12:20:00.007Z",
        "subject": str(CALL),
        "datacontenttype": "application/json",
        "dataschema": "urn:ccengine:event:call.offered:1",
    }
    assert data["operator"] == "op101"


def test_an_entry_of_no_call_has_no_subject() -> None:
    assert "subject" not in cloud_event(replace(ENTRY, call_id=None))


def test_a_leg_leaves_under_one_other_name_wherever_it_stands() -> None:
    data = {
        "leg": LEG,
        "record": {
            "legs": [{"leg": LEG, "channel": f"x-{LEG}", "endpoint": "op101"}],
            "offers": [{"leg": ""}],
        },
    }
    out = cloud_event(replace(ENTRY, data=data))["data"]
    assert "0123456789abcdef" not in json.dumps(out)
    assert out["leg"] == out["record"]["legs"][0]["leg"] != ""
    assert out["record"]["legs"][0]["endpoint"] == "op101"
    assert out["record"]["offers"][0]["leg"] == ""


def test_times_are_to_the_millisecond() -> None:
    assert timestamp(0) == "1970-01-01T00:00:00.000Z"
    assert timestamp(1_795_350_000_999) == "2026-11-22T12:20:00.999Z"


def test_a_recording_says_where_it_is_fetched() -> None:
    ready = replace(ENTRY, type="recording.ready", data={"size": 7})
    assert cloud_event(ready)["data"]["address"] == f"/api/recordings/{CALL}"
