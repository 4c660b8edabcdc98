"""The sound of a call over HTTP: whole, by ranges, and not for strangers."""

import hashlib
from pathlib import Path
from uuid import UUID

import aiohttp
import pytest

from ccengine.access.links import key_in
from ccengine.store.store import Store
from recorder.serve import PIECE_SIZE
from tests.api.house import NOW, Answer, Caller, Rig, ask
from tests.fixtures_facts import call_record, seal, talked_record

pytestmark = pytest.mark.store

# Two whole pieces and a bit, so that ranges lie across their borders.
SOUND = bytes(range(256)) * (2 * PIECE_SIZE // 256) + b"the end"
ETAG = f'"{hashlib.sha256(SOUND).hexdigest()}"'


async def keep(store: Store, call_id: UUID, sound: bytes, status: str = "ready", problem: str = "") -> None:
    sizes = (len(sound), 60_000, 60_000)
    media_type = "audio/mpeg" if sound else ""
    await store.execute("recorder_put", call_id, status, problem, media_type, *sizes)
    for number, start in enumerate(range(0, len(sound), PIECE_SIZE)):
        await store.execute("recorder_put_piece", call_id, number, sound[start : start + PIECE_SIZE])
    if sound:
        await store.execute("recorder_put_sha256", call_id, hashlib.sha256(sound).digest())


@pytest.fixture
async def recorded(rig: Rig) -> UUID:
    [call_id] = await seal(rig.store, [talked_record(NOW - 90_000, NOW - 30_000, leg="a")])
    await keep(rig.store, call_id, SOUND)
    return call_id


@pytest.fixture
async def aziz(rig: Rig) -> Caller:
    return await rig.as_("aziz")


async def listen(caller: Caller, call_id: UUID, **headers: str) -> Answer:
    return await caller("GET", f"/api/recordings/{call_id}", **headers)


async def test_the_whole_recording(recorded: UUID, aziz: Caller) -> None:
    answer = await listen(aziz, recorded)
    assert (answer.status, answer.body) == (200, SOUND)
    assert answer.headers["Content-Type"] == "audio/mpeg"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["ETag"] == ETAG
    assert "public" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, len(SOUND) - 1),
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        (f"bytes={PIECE_SIZE - 1}-{PIECE_SIZE}", PIECE_SIZE - 1, PIECE_SIZE),
        (f"bytes={PIECE_SIZE}-", PIECE_SIZE, len(SOUND) - 1),
        ("bytes=-3", len(SOUND) - 3, len(SOUND) - 1),
        (f"bytes=5-{len(SOUND) * 2}", 5, len(SOUND) - 1),
    ],
)
async def test_a_range_of_it(recorded: UUID, aziz: Caller, asked: str, first: int, last: int) -> None:
    answer = await listen(aziz, recorded, Range=asked)
    assert answer.status == 206
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(SOUND)}"
    assert answer.headers["Content-Length"] == str(last - first + 1)
    assert answer.body == SOUND[first : last + 1]


async def test_a_range_behind_its_end_says_how_long_it_is(recorded: UUID, aziz: Caller) -> None:
    answer = await listen(aziz, recorded, Range=f"bytes={len(SOUND)}-")
    assert (answer.status, answer.headers["Content-Range"]) == (416, f"bytes */{len(SOUND)}")
    assert answer.json["type"] == "urn:ccengine:range-not-satisfiable"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=7-3", "bytes=-", "x" * 500])
async def test_what_is_no_single_range_gets_the_whole(recorded: UUID, aziz: Caller, asked: str) -> None:
    assert (await listen(aziz, recorded, Range=asked)).status == 200


async def test_a_range_of_another_recording_gets_the_whole(recorded: UUID, aziz: Caller) -> None:
    assert (await listen(aziz, recorded, Range="bytes=0-0", If_Range=ETAG)).status == 206
    assert (await listen(aziz, recorded, Range="bytes=0-0", If_Range='"older"')).status == 200
    assert (await listen(aziz, recorded, If_None_Match=ETAG)).status == 304


async def test_a_recording_is_heard_by_whose_call_it_is(rig: Rig, recorded: UUID) -> None:
    for login, status in (("aziz", 200), ("busra", 404), ("chief", 200), ("core", 200)):
        assert (await listen(await rig.as_(login), recorded)).status == status, login


async def test_why_there_is_no_sound_is_said(rig: Rig, aziz: Caller) -> None:
    missing, unknown = await seal(
        rig.store, [talked_record(NOW - 90_000, NOW - 30_000, leg=leg) for leg in ("b", "c")]
    )
    await keep(rig.store, missing, b"", "missing", "no file of either leg was found")
    for call_id, reason in ((missing, "no file of either leg"), (unknown, "not stored yet")):
        answer = await listen(aziz, call_id)
        assert answer.status == 404
        assert reason in answer.json["detail"]


async def test_a_recording_that_breaks_off_is_not_taken_for_whole(
    rig: Rig, recorded: UUID, aziz: Caller
) -> None:
    async with rig.store.session() as session:
        await session.connection.execute("delete from recording_piece where number = 2")
    with pytest.raises(aiohttp.ClientPayloadError):
        await listen(aziz, recorded)


# Addresses that lend it ------------------------------------------------------------------------------


async def lent(rig: Rig, caller: Caller, call_id: UUID) -> str:
    answer = await caller("POST", f"/api/recordings/{call_id}/link")
    assert answer.json["expires"] == rig.clock[0] * 1000 + 900_000
    url: str = answer.json["url"]
    return url


async def test_an_address_lends_the_recording_to_whoever_has_it(
    rig: Rig, recorded: UUID, aziz: Caller
) -> None:
    url = await lent(rig, aziz, recorded)
    whole = await ask(rig.stranger, "GET", url)
    assert (whole.status, whole.body) == (200, SOUND)
    assert whole.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    part = await ask(rig.stranger, "GET", url, headers={"Range": "bytes=2-5"})
    assert (part.status, part.body) == (206, SOUND[2:6])
    assert ("aziz", "recording.link", str(recorded)) in await rig.audited()


async def test_it_ends_after_a_quarter_of_an_hour(rig: Rig, recorded: UUID, aziz: Caller) -> None:
    url = await lent(rig, aziz, recorded)
    rig.clock[0] += 899
    assert (await ask(rig.stranger, "GET", url)).status == 200
    rig.clock[0] += 2
    late = await ask(rig.stranger, "GET", url)
    assert (late.status, "is over" in late.json["detail"]) == (403, True)


async def test_an_address_that_was_not_made_here_opens_nothing(
    rig: Rig, recorded: UUID, aziz: Caller
) -> None:
    [other] = await seal(rig.store, [talked_record(NOW - 90_000, NOW - 30_000, leg="z")])
    await keep(rig.store, other, SOUND)
    url = await lent(rig, aziz, recorded)
    end, signature = url.partition("?")[2].removeprefix("expires=").split("&signature=")
    start = f"/api/recordings/{recorded}/lent"
    for forged in (
        url.replace(str(recorded), str(other)),
        f"{start}?expires={int(end) + 1}&signature={signature}",
        f"{start}?expires={end}&signature={signature[:-1]}0{signature[-1]}",
        f"{start}?expires={end}&signature=%D1%8F",
        f"{start}?expires=x&signature={signature}",
        f"{start}?expires={'9' * 50}&signature={signature}",
        start,
    ):
        answer = await ask(rig.stranger, "GET", forged)
        assert (answer.status, answer.json["type"]) == (403, "urn:ccengine:not-allowed"), forged


async def test_who_may_not_listen_lends_nothing(rig: Rig, recorded: UUID) -> None:
    busra = await rig.as_("busra")
    assert (await busra("POST", f"/api/recordings/{recorded}/link")).status == 404
    [silent] = await seal(rig.store, [talked_record(NOW - 90_000, NOW - 30_000, leg="y")])
    chief = await rig.as_("chief")
    assert (await chief("POST", f"/api/recordings/{silent}/link")).status == 404


def test_the_key_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    key = key_in(tmp_path)
    assert (len(key), key_in(tmp_path)) == (32, key)
    assert (tmp_path / "link.key").stat().st_mode & 0o777 == 0o600


async def test_a_message_is_heard_by_those_it_is_for(rig: Rig, aziz: Caller) -> None:
    """It is in the list of their calls, and sounds at the address of a recording."""
    async with rig.store.transaction() as session:
        await session.connection.execute("insert into queue_operator values ('sales', 'op101')")
    [call_id] = await seal(rig.store, [call_record(NOW - 90_000, NOW - 60_000)])
    digest = hashlib.sha256(SOUND).digest()
    for target, status in (("nobody", 404), ("sales", 200)):
        await rig.store.execute("voicemail_put", call_id, target, "audio/wav", len(SOUND), 9_000, digest)
        await rig.store.execute("voicemail_drop_pieces", call_id)
        for number, start in enumerate(range(0, len(SOUND), PIECE_SIZE)):
            await rig.store.execute("voicemail_put_piece", call_id, number, SOUND[start : start + PIECE_SIZE])
        assert (await listen(aziz, call_id)).status == status
    answer = await listen(aziz, call_id)
    assert (answer.body, answer.headers["Content-Type"]) == (SOUND, "audio/wav")
    [row] = (await aziz("GET", "/api/calls")).json["calls"]
    assert (row["call_id"], row["recording"]) == (str(call_id), "ready")
    assert (await aziz("GET", f"/api/calls/{call_id}")).json["recording"]["length_ms"] == 9_000
