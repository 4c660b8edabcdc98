"""A message that a caller left: stored once, told, and heard at the address of his call's sound."""

import hashlib
import io
import wave
from pathlib import Path

import pytest

from ccengine.core.facts import CallRecord, Leg
from ccengine.core.ports import LogEntry
from ccengine.lab.wait import eventually
from ccengine.store.store import Store
from recorder.ingest import Recorder
from recorder.serve import Recordings
from tests.fixtures_facts import call_record, seal
from tests.recorder.sound import tone, write_wav

pytestmark = pytest.mark.store

START = 1_790_000_000_000


def missed(leg: str) -> CallRecord:
    """A call in which nobody talked."""
    caller = Leg(
        leg=leg,
        channel=f"PJSIP/trunk-{leg}",
        side="outside",
        endpoint="trunk",
        number="",
        start=START,
        answered=START,
        ended=START + 20_000,
        cause=16,
    )
    return call_record(START, START + 20_000, legs=(caller,))


def left(folder: Path, leg: str, length_ms: int, hertz: float = 440.0) -> Path:
    """As the dialplan leaves it."""
    path = folder / "voicemail" / f"{leg}.wav"
    path.parent.mkdir(exist_ok=True)
    write_wav(path, tone(hertz, length_ms))
    return path


async def test_a_message_is_stored_told_and_heard(store: Store, tmp_path: Path) -> None:
    record, announced = missed("a"), list[LogEntry]()
    file = left(tmp_path, "a", 3_000)
    await seal(store, [record])
    recorder = Recorder(store, tmp_path, announced.extend)
    await recorder.ingest(record.call_id)
    recordings = Recordings(store)
    head = await recordings.head(record.call_id)
    assert head is not None
    assert (head.status, head.length_ms) == ("ready", 3_000)
    sound = b"".join([chunk async for chunk in recordings.chunks(record.call_id, 0, head.size)])
    assert hashlib.sha256(sound).hexdigest() == head.sha256
    with wave.open(io.BytesIO(sound)) as heard:
        assert (heard.getnchannels(), heard.getframerate(), heard.getnframes()) == (1, 8_000, 24_000)
    (entry,) = announced
    assert (entry.stream, entry.type, entry.call_id) == ("desk", "voicemail.ready", record.call_id)
    assert entry.data["target"] == "sales"
    assert not file.exists()
    recorder.close()


async def test_a_click_of_the_receiver_is_no_message(store: Store, tmp_path: Path) -> None:
    record, announced = missed("b"), list[LogEntry]()
    file = left(tmp_path, "b", 400)
    await seal(store, [record])
    recorder = Recorder(store, tmp_path, announced.extend)
    await recorder.ingest(record.call_id)
    assert await Recordings(store).head(record.call_id) is None
    assert announced == []
    assert not file.exists()
    recorder.close()


async def test_what_was_left_undone_is_found_again(store: Store, tmp_path: Path) -> None:
    """The recorder was not there when the call was sealed; of a call that is not sealed nothing is lost."""
    record = missed("c")
    left(tmp_path, "c", 2_000)
    other = left(tmp_path, "stranger", 2_000)
    await seal(store, [record])
    recorder = Recorder(store, tmp_path)
    assert (await recorder.resume()).calls == 1
    await recorder.ingest(record.call_id)
    assert await Recordings(store).head(record.call_id)
    assert other.exists()
    recorder.close()


async def test_what_cannot_be_read_is_kept_for_people(store: Store, tmp_path: Path) -> None:
    record = missed("d")
    left(tmp_path, "d", 2_000).write_bytes(b"no sound at all")
    await seal(store, [record])
    recorder = Recorder(store, tmp_path)
    await recorder.ingest(record.call_id)
    assert await Recordings(store).head(record.call_id) is None
    assert (tmp_path / "voicemail" / "unreadable" / "d.wav").exists()
    await eventually(lambda: recorder.waiting == 0)
    recorder.close()
