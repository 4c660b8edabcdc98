"""From files to the database, on a real PostgreSQL; interrupted, hindered, and repeated."""

import asyncio
import contextlib
import hashlib
import io
import time
import wave
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from ccengine.core.errors import NotFound, StoreUnavailable
from ccengine.core.events import RecordingOff, RecordingPaused, RecordingResumed
from ccengine.core.ports import LogEntry
from ccengine.core.recording import RecordingPlan
from ccengine.core.rules import RecordingDecision
from ccengine.lab.wait import eventually
from ccengine.store.store import Session, Store
from recorder import ingest, wav
from recorder.ingest import Recorder, Resumed
from recorder.serve import PIECE_SIZE, RecordingMeta, Recordings
from recorder.timeline import Plan, Sound, Talked, make_plan
from tests.fixtures_facts import call_record, seal, talked_record
from tests.recorder.sound import heard, tone, write_wav

pytestmark = pytest.mark.store

START = 1_790_000_000_000
CLIENT_HZ, OPERATOR_HZ = 440.0, 700.0


@contextlib.asynccontextmanager
async def running(recorder: Recorder) -> AsyncIterator[Recorder]:
    task = asyncio.create_task(recorder.run())
    try:
        yield recorder
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def stored(store: Store, call_id: UUID) -> RecordingMeta:
    meta = await eventually(partial(Recordings(store).head, call_id))
    assert meta is not None
    return meta


async def whole(store: Store, meta: RecordingMeta) -> bytes:
    return b"".join([chunk async for chunk in Recordings(store).chunks(meta.call_id, 0, meta.size)])


def voices(folder: Path, leg: str, length_ms: int) -> list[Path]:
    paths = [folder / f"{leg}c.wav", folder / f"{leg}o.wav"]
    for path, hertz in zip(paths, (CLIENT_HZ, OPERATOR_HZ), strict=True):
        write_wav(path, tone(hertz, length_ms))
    return paths


async def events(store: Store, call_id: UUID) -> list[tuple[str, dict[str, object]]]:
    rows = await store.fetch("log_read", "desk", 0, 100)
    return [(row["type"], row["data"]) for row in rows if row["call_id"] == call_id]


async def test_a_sealed_call_becomes_a_recording(store: Store, tmp_path: Path) -> None:
    told: list[LogEntry] = []
    record = talked_record(START, START + 12_000, leg="pbx1-1.1")
    files = voices(tmp_path, "pbx1-1.1", 12_000)
    await seal(store, [record])
    async with running(Recorder(store, tmp_path, told.extend)) as recorder:
        recorder.sealed(record.call_id)
        meta = await stored(store, record.call_id)
        await eventually(lambda: not any(path.exists() for path in files))
        await eventually(lambda: recorder.waiting == 0)
    sound = await whole(store, meta)
    assert (meta.status, meta.problem, meta.media_type) == ("ready", "", "audio/wav")
    assert (meta.length_ms, meta.expected_ms) == (12_000, 12_000)
    assert meta.size == len(sound) > PIECE_SIZE
    assert meta.sha256 == hashlib.sha256(sound).hexdigest()
    assert heard(sound, CLIENT_HZ, 10_000, 11_000) == (True, False)
    assert heard(sound, OPERATOR_HZ, 10_000, 11_000) == (False, True)
    with wave.open(io.BytesIO(sound)) as file:
        assert file.getnframes() == 12_000 * 8
    fact = {"call_id": str(record.call_id), "length_ms": 12_000, "size": meta.size, "sha256": meta.sha256}
    assert await events(store, record.call_id) == [("recording.ready", fact)]
    assert [(entry.stream, entry.type) for entry in told] == [("desk", "recording.ready")]


@pytest.mark.parametrize("first", [0, 43, PIECE_SIZE - 1, PIECE_SIZE, PIECE_SIZE + 1])
@pytest.mark.parametrize("length", [1, 1_000, PIECE_SIZE])
async def test_any_range_is_read(store: Store, tmp_path: Path, first: int, length: int) -> None:
    record = talked_record(START, START + 17_000, leg="r.")
    for path in (tmp_path / "r.c.wav", tmp_path / "r.o.wav"):
        write_wav(path, bytes(range(1, 251)) * (17_000 * wav.BYTES_PER_MS // 250))
    await seal(store, [record])
    async with running(Recorder(store, tmp_path)):
        meta = await stored(store, record.call_id)
    sound = await whole(store, meta)
    got = [chunk async for chunk in Recordings(store).chunks(record.call_id, first, first + length)]
    assert b"".join(got) == sound[first : first + length]
    assert all(len(chunk) <= PIECE_SIZE for chunk in got)


async def test_a_range_beyond_the_end_is_an_error(store: Store) -> None:
    nobody = call_record(START, START + 1_000).call_id
    assert await Recordings(store).head(nobody) is None
    with pytest.raises(NotFound):
        await anext(Recordings(store).chunks(nobody, 0, 1))


async def test_nobody_talked_so_there_is_no_row_and_soon_no_file(store: Store, tmp_path: Path) -> None:
    told: list[LogEntry] = []
    talk = talked_record(START, START + 5_000, leg="m.")
    record = call_record(START, START + 5_000, legs=talk.legs)
    files = voices(tmp_path, "m.", 5_000)
    await seal(store, [record])
    async with running(Recorder(store, tmp_path, told.extend)) as recorder:
        recorder.sealed(record.call_id)
        await eventually(lambda: recorder.waiting == 0)
    assert await Recordings(store).head(record.call_id) is None
    assert told == []
    assert all(path.exists() for path in files)  # a correction may still know of a talk
    later = time.time_ns() // 1_000_000 + ingest.SILENT_KEEP_MS
    recorder = Recorder(store, tmp_path, now_ms=lambda: later)
    try:
        await recorder.resume()
    finally:
        recorder.close()
    assert not any(path.exists() for path in files)


async def test_a_correction_that_knows_of_a_talk_brings_the_recording(store: Store, tmp_path: Path) -> None:
    talk = talked_record(START, START + 2_000, leg="c.")
    silent = replace(call_record(START, START + 2_000, legs=talk.legs), call_id=talk.call_id)
    voices(tmp_path, "c.", 2_000)
    await seal(store, [silent])
    async with running(Recorder(store, tmp_path)) as recorder:
        recorder.sealed(talk.call_id)
        await eventually(lambda: recorder.waiting == 0)
        assert await Recordings(store).head(talk.call_id) is None
        await seal(store, [replace(talk, revision=2)])
        recorder.sealed(talk.call_id)
        assert (await stored(store, talk.call_id)).status == "ready"


async def test_a_missing_file_is_a_stated_fact(store: Store, tmp_path: Path) -> None:
    record = talked_record(START, START + 5_000, leg="m.")
    await seal(store, [record])
    async with running(Recorder(store, tmp_path)):
        meta = await stored(store, record.call_id)
    assert (meta.status, meta.size, meta.sha256, meta.playable) == ("missing", 0, "", False)
    assert "there is no file" in meta.problem
    problem = {"call_id": str(record.call_id), "status": "missing", "problem": meta.problem}
    assert await events(store, record.call_id) == [("recording.problem", problem)]


async def test_a_file_that_comes_later_puts_it_right(store: Store, tmp_path: Path) -> None:
    record = talked_record(START, START + 2_000, leg="m.")
    await seal(store, [record])
    async with running(Recorder(store, tmp_path)):
        assert (await stored(store, record.call_id)).status == "missing"
    voices(tmp_path, "m.", 2_000)
    async with running(Recorder(store, tmp_path)) as recorder:
        await eventually(lambda: not any(tmp_path.iterdir()) and recorder.waiting == 0)
    assert (await stored(store, record.call_id)).status == "ready"
    assert [kind for kind, _ in await events(store, record.call_id)] == [
        "recording.problem",
        "recording.ready",
    ]


async def test_half_a_recording_is_short_and_what_cannot_be_read_is_kept(
    store: Store, tmp_path: Path
) -> None:
    record = talked_record(START, START + 2_000, leg="h.")
    client, operator = voices(tmp_path, "h.", 2_000)
    operator.write_bytes(b"no sound at all, only words")
    await seal(store, [record])
    async with running(Recorder(store, tmp_path)) as recorder:
        meta = await stored(store, record.call_id)
        await eventually(lambda: recorder.waiting == 0)
    assert meta.status == "short"
    assert meta.problem == "the voice of op101 is missing: it is not a WAV file"
    assert heard(await whole(store, meta), CLIENT_HZ, 500, 1_500) == (True, False)
    assert not client.exists()
    assert (tmp_path / "unreadable" / operator.name).read_bytes() == b"no sound at all, only words"


async def test_nothing_readable_has_failed(store: Store, tmp_path: Path) -> None:
    record = talked_record(START, START + 2_000, leg="f.")
    for path in voices(tmp_path, "f.", 2_000):
        path.unlink()
        path.symlink_to("/etc/hostname")
    await seal(store, [record])
    async with running(Recorder(store, tmp_path)):
        assert (await stored(store, record.call_id)).status == "failed"


async def test_a_killed_pbx_leaves_short_files_without_a_length(store: Store, tmp_path: Path) -> None:
    record = talked_record(START, START + 9_000, leg="k.")
    for name in ("k.c.wav", "k.o.wav"):
        write_wav(tmp_path / name, tone(CLIENT_HZ, 5_000), killed=True)
    await seal(store, [record])
    async with running(Recorder(store, tmp_path)):
        meta = await stored(store, record.call_id)
    assert (meta.status, meta.length_ms, meta.expected_ms) == ("short", 5_000, 9_000)
    assert (
        meta.problem
        == "the client's voice is short: 5.0 s of 9.0 s; the voice of op101 is short: 5.0 s of 9.0 s"
    )


async def test_a_fresh_call_waits_for_its_files(store: Store, tmp_path: Path) -> None:
    end = time.time_ns() // 1_000_000
    record = talked_record(end - 2_000, end, leg="w.")
    await seal(store, [record])
    looked = asyncio.Event()

    def clock() -> int:
        looked.set()
        return time.time_ns() // 1_000_000

    async with running(Recorder(store, tmp_path, now_ms=clock)) as recorder:
        recorder.sealed(record.call_id)
        await asyncio.wait_for(looked.wait(), 10)  # in vain, for the files come after it
        assert await Recordings(store).head(record.call_id) is None
        voices(tmp_path, "w.", 2_000)
        assert (await stored(store, record.call_id)).status == "ready"


async def test_resume_finds_calls_without_recording_and_files_without_call(
    store: Store, tmp_path: Path
) -> None:
    done = talked_record(START, START + 2_000, leg="d.")
    voices(tmp_path, "d.", 2_000)
    await seal(store, [done])
    async with running(Recorder(store, tmp_path)):
        await stored(store, done.call_id)
    leftover = voices(tmp_path, "d.", 2_000)
    live = voices(tmp_path, "live.", 2_000)
    await seal(store, [talked_record(START, START + 2_000, leg="n.")])
    recorder = Recorder(store, tmp_path)
    try:
        assert await recorder.resume() == Resumed(calls=1, files_without_call=2)
        assert recorder.waiting == 1
    finally:
        recorder.close()
    assert not any(path.exists() for path in leftover)
    assert all(path.exists() for path in live)


async def test_files_may_be_kept_for_days(store: Store, tmp_path: Path) -> None:
    record = talked_record(START, START + 2_000, leg="d.")
    files = voices(tmp_path, "d.", 2_000)
    await seal(store, [record])
    async with running(Recorder(store, tmp_path, keep_days=2)) as recorder:
        await stored(store, record.call_id)
        await eventually(lambda: recorder.waiting == 0)
    assert all(path.exists() for path in files)
    later = time.time_ns() // 1_000_000 + 2 * ingest.DAY_MS + 1_000
    recorder = Recorder(store, tmp_path, keep_days=2, now_ms=lambda: later)
    try:
        assert await recorder.resume() == Resumed(calls=0, files_without_call=0)
    finally:
        recorder.close()
    assert not any(path.exists() for path in files)


async def test_a_leg_with_a_hostile_name_opens_nothing(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "rec"
    folder.mkdir()
    voices(tmp_path, "x", 2_000)
    record = talked_record(START, START + 2_000, leg="../x")
    await seal(store, [record])
    async with running(Recorder(store, folder)) as recorder:
        meta = await stored(store, record.call_id)
        await eventually(lambda: recorder.waiting == 0)
    assert meta.status == "failed"
    assert (tmp_path / "xc.wav").exists()
    assert ".." not in meta.problem


class Flaky(Store):
    """PostgreSQL that goes away before the commit, ``away`` times."""

    away = 0

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        async with super().transaction() as session:
            yield session
            if self.away:
                self.away -= 1
                raise StoreUnavailable


async def test_with_postgresql_away_the_files_wait(
    dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "RETRY_S", (0.01,))
    record = talked_record(START, START + 2_000, leg="a.")
    files = voices(tmp_path, "a.", 2_000)
    flaky = Flaky(dsn)
    async with flaky:
        await seal(flaky, [record])
        flaky.away = 3
        async with running(Recorder(flaky, tmp_path)) as recorder:
            meta = await stored(flaky, record.call_id)
            await eventually(lambda: recorder.waiting == 0)
        assert flaky.away == 0
        assert meta.status == "ready"
        assert len(await events(flaky, record.call_id)) == 1
    assert not any(path.exists() for path in files)


async def test_one_calls_trouble_is_not_the_others(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = (talked_record(START + n, START + 2_000 + n, leg=f"{n}.") for n in (0, 1))
    files = voices(tmp_path, "0.", 2_000)
    voices(tmp_path, "1.", 2_000)

    def broken(call: Talked, sounds: Mapping[str, Sound]) -> Plan | None:
        if call.call_id == bad.call_id:
            raise RuntimeError("a fault of ours")
        return make_plan(call, sounds)

    monkeypatch.setattr(ingest, "make_plan", broken)
    await seal(store, [bad, good])
    async with running(Recorder(store, tmp_path)) as recorder:
        await stored(store, good.call_id)
        await eventually(lambda: recorder.waiting == 0)
    assert await Recordings(store).head(bad.call_id) is None
    assert all(path.exists() for path in files)


async def test_a_file_lost_while_it_is_mixed_is_stated(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = talked_record(START, START + 2_000, leg="l.")
    voices(tmp_path, "l.", 2_000)

    def losing(call: Talked, sounds: Mapping[str, Sound]) -> Plan | None:
        (tmp_path / "l.o.wav").unlink(missing_ok=True)
        return make_plan(call, sounds)

    monkeypatch.setattr(ingest, "make_plan", losing)
    await seal(store, [record])
    async with running(Recorder(store, tmp_path)):
        meta = await stored(store, record.call_id)
    assert meta.status == "short"
    assert meta.problem.startswith("the voice of op101 is missing: the file cannot be read")
    assert len(await events(store, record.call_id)) == 1


async def test_what_the_rules_and_people_said_is_kept(store: Store, tmp_path: Path) -> None:
    """From the log to the facts to the recording: one call that was refused, one with a pause."""
    refused, paused = (talked_record(START, START + 12_000, leg=leg) for leg in ("n.", "p."))
    say_no = RecordingPlan(call=RecordingDecision(record=False, rule="no", why="The client said no."))
    say_yes = RecordingPlan(call=RecordingDecision(record=True, switchable=True, rule="all"))
    him = partial(dict[str, Any], call_id=paused.call_id, by="op101")
    await seal(
        store,
        [refused, paused],
        before=[
            say_no.decided(refused.call_id, START),
            say_yes.decided(paused.call_id, START),
            RecordingPaused(**him(at=START + 3_000)),
            RecordingResumed(**him(at=START + 5_000)),
            RecordingOff(**him(at=START + 9_000)),
        ],
    )
    voices(tmp_path, "p.", 12_000)
    async with running(Recorder(store, tmp_path)) as recorder:
        for record in (refused, paused):
            recorder.sealed(record.call_id)
        none, meta = await stored(store, refused.call_id), await stored(store, paused.call_id)
    assert (none.status, none.problem, none.playable) == ("not_recorded", "The client said no.", False)
    assert [type for type, _ in await events(store, refused.call_id)] == ["recording.not_made"]
    assert meta.status == "ready"
    sound = await whole(store, meta)
    for begin, end, there in ((100, 2_900, True), (5_100, 8_900, True)):
        assert heard(sound, CLIENT_HZ, begin, end) == (there, False)
    for begin, end in ((3_000, 5_000), (9_000, 12_000)):
        assert not any(sound[wav.HEADER_SIZE + begin * 32 : wav.HEADER_SIZE + end * 32])
    rows = await store.fetch("recording_pauses", paused.call_id)
    told = [(row["kind"], row["paused_by"], row["resumed_by"], row["end"] is None) for row in rows]
    assert told == [("paused", "op101", "op101", False), ("off", "op101", "", True)]
