"""What holds for every record there can be."""

from ccengine.core.facts import CallRecord, Role


def whole(record: CallRecord) -> None:
    time = record.time
    parts = (time.system_ms, time.waiting_ms, time.ringing_ms, time.talking_ms, time.held_ms)
    assert min(parts) >= 0
    assert sum(parts) == record.end - record.start
    assert record.talk_ms == time.talking_ms
    for part in record.parts:
        assert record.start <= part.start < part.end
        assert part.talk_ms + part.held_ms <= part.end - part.start
        if part.role is not Role.CONSULT:
            assert part.end <= record.end
    for visit in record.visits:
        assert record.start <= visit.entered <= visit.left <= record.end
        assert visit.wait_ms == visit.left - visit.entered
    for leg in record.legs:
        assert leg.ended, "every leg ends"
    for offer in record.offers:
        assert offer.start <= offer.end
    assert not record.answer or record.start <= record.answer <= record.end
