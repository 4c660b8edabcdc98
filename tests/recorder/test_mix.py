"""The mix, listened to: every tone at its time, on its channel; and files as they really come."""

import io
import os
import wave
from dataclasses import replace
from pathlib import Path

import pytest

from recorder import wav
from recorder.folder import QUIET_MS, Folder
from recorder.mix import BrokenVoice, mix, mixed_size, pieces
from recorder.timeline import Plan, make_plan
from tests.recorder.sound import call, heard, leg, part, silence, tone, write_wav

CLIENT_HZ, FIRST_HZ, SECOND_HZ = 440.0, 700.0, 1_100.0


def mixed(folder: Path, plan: Plan) -> bytes:
    found = Folder(path=folder).find(voice.leg for voice in plan.voices)
    return b"".join(mix(plan, found.sheets))


def transferred(folder: Path) -> Plan:
    """A client waits 2 s, talks 3 s to the first operator and, after 1 s alone, 12 s to the second."""
    client = leg("c.1", "outside", 0, 18_000, answered=100)
    first = leg("o.1", "inside", 1_000, 5_000, endpoint="op101")
    second = leg("o.2", "inside", 5_000, 18_000, endpoint="op102")
    write_wav(folder / "c.1.wav", silence(2_000) + tone(CLIENT_HZ, 16_000))
    write_wav(folder / "o.1.wav", tone(FIRST_HZ, 3_000))
    write_wav(folder / "o.2.wav", tone(SECOND_HZ, 12_000))
    talk = call(client, first, second, parts=(part("o.1", 2_000, 5_000), part("o.2", 6_000, 18_000)))
    plan = make_plan(talk, Folder(path=folder).find(("c.1", "o.1", "o.2")).sounds())
    assert plan is not None
    return plan


def test_who_is_heard_when_and_where(tmp_path: Path) -> None:
    plan = transferred(tmp_path)
    sound = mixed(tmp_path, plan)
    assert plan.verdict == "ready"
    for second in range(16):
        span = (second * 1_000, second * 1_000 + 1_000)
        assert heard(sound, CLIENT_HZ, *span) == (True, False)
        assert heard(sound, FIRST_HZ, *span) == (False, second < 3)
        assert heard(sound, SECOND_HZ, *span) == (False, second >= 4)


def test_the_result_is_a_wav_that_others_read(tmp_path: Path) -> None:
    plan = transferred(tmp_path)
    sound = mixed(tmp_path, plan)
    assert len(sound) == mixed_size(plan)
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 8_000)
        assert file.getnframes() == 16_000 * 8
        assert len(file.readframes(file.getnframes())) == 16_000 * 32


def test_two_voices_on_one_channel_are_added_and_never_wrap(tmp_path: Path) -> None:
    client = leg("c.1", "outside", 0, 2_000, answered=1)
    one, two = (leg(f"o.{n}", "inside", 0, 2_000, endpoint=f"op10{n}") for n in (1, 2))
    for name in ("c.1", "o.1", "o.2"):
        write_wav(tmp_path / f"{name}.wav", b"\xff\x7f" * 16_000)
    conference = call(client, one, two, parts=(part("o.1", 0, 2_000), part("o.2", 0, 2_000)))
    plan = make_plan(conference, Folder(path=tmp_path).find(("c.1", "o.1", "o.2")).sounds())
    assert plan is not None
    assert set(mixed(tmp_path, plan)[wav.HEADER_SIZE :]) == {0xFF, 0x7F}


@pytest.mark.parametrize("size", [1, 7, 1000, 10**9])
def test_pieces_are_the_same_bytes(size: int) -> None:
    chunks = [b"abc", b"", b"defghij", b"k" * 3_000]
    cut = list(pieces(iter(chunks), size))
    assert b"".join(cut) == b"".join(chunks)
    assert all(len(piece) == size for piece in cut[:-1])
    assert 0 < len(cut[-1]) <= size


def test_a_killed_writers_file_counts_by_its_real_size(tmp_path: Path) -> None:
    path = tmp_path / "k.1.wav"
    write_wav(path, tone(CLIENT_HZ, 1_500), killed=True, tail=b"\x01")
    sheet = wav.read_sheet(path)
    assert (sheet.length_ms, sheet.closed) == (1_500, False)
    write_wav(path, tone(CLIENT_HZ, 1_500))
    assert wav.read_sheet(path).closed


def test_a_header_that_promises_more_than_there_is_counts_by_its_real_size(tmp_path: Path) -> None:
    path = tmp_path / "t.1.wav"
    path.write_bytes(wav.header(60_000, 1) + tone(CLIENT_HZ, 500))
    assert wav.read_sheet(path).length_ms == 500


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (b"not a sound at all, but long enough", "it is not a WAV file"),
        (b"RIFF\0\0\0\0WAVE", "its WAV header is broken"),
        (wav.header(10, 1)[:30], "its WAV header is broken"),
        (wav.header(10, 2) + bytes(320), "it is not mono 16 bit PCM at 8 kHz"),
    ],
)
def test_what_is_no_sound_of_ours_is_said(tmp_path: Path, content: bytes, flaw: str) -> None:
    (tmp_path / "x.1.wav").write_bytes(content)
    assert Folder(path=tmp_path).find(("x.1",)).flaws == {"x.1": flaw}


def test_an_empty_file_has_no_sound_and_no_flaw(tmp_path: Path) -> None:
    (tmp_path / "x.1.wav").touch()
    assert Folder(path=tmp_path).find(("x.1",)).sounds()["x.1"].length_ms == 0


@pytest.mark.parametrize("name", ["../secret", "a/b", "..", ".hidden", "", "a\0b", "a" * 300, "ä"])
def test_a_leg_whose_name_leads_elsewhere_is_never_opened(tmp_path: Path, name: str) -> None:
    folder = Folder(path=tmp_path / "rec")
    folder.path.mkdir()
    write_wav(tmp_path / "secret.wav", tone(CLIENT_HZ, 100))
    assert folder.file(name) is None
    assert folder.find((name,)).flaws == {name: "its leg has a name that cannot be a file's"}
    folder.dispose((name,), 0)
    assert (tmp_path / "secret.wav").exists()


def test_a_link_is_no_recording(tmp_path: Path) -> None:
    write_wav(tmp_path / "secret", tone(CLIENT_HZ, 100))
    (tmp_path / "l.1.wav").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "p.1.wav")
    found = Folder(path=tmp_path).find(("l.1", "p.1"))
    assert set(found.flaws) == {"l.1", "p.1"}


def test_a_file_grows_until_it_is_closed_or_long_quiet(tmp_path: Path) -> None:
    folder = Folder(path=tmp_path)
    path = tmp_path / "g.1.wav"
    write_wav(path, tone(CLIENT_HZ, 100), killed=True)
    changed = wav.read_sheet(path).changed_ms
    found = folder.find(("g.1",))
    assert found.growing(changed + QUIET_MS - 1)
    assert not found.growing(changed + QUIET_MS)
    write_wav(path, tone(CLIENT_HZ, 100))
    assert not folder.find(("g.1",)).growing(changed)


def test_files_are_kept_as_long_as_they_should(tmp_path: Path) -> None:
    folder = Folder(path=tmp_path, keep_ms=1_000)
    path = tmp_path / "k.1.wav"
    write_wav(path, b"")
    changed = path.stat().st_mtime_ns // 1_000_000
    folder.dispose(("k.1", "never.1"), changed + 999)
    assert path.exists()
    folder.dispose(("k.1",), changed + 1_000)
    assert not path.exists()


def test_a_file_that_vanishes_names_its_leg(tmp_path: Path) -> None:
    plan = transferred(tmp_path)
    found = Folder(path=tmp_path).find(("c.1", "o.1", "o.2"))
    (tmp_path / "o.2.wav").unlink()
    with pytest.raises(BrokenVoice) as error:
        b"".join(mix(plan, found.sheets))
    assert error.value.leg == "o.2"
    assert "o.2" not in str(error.value)


def test_a_pause_is_exactly_silent_whatever_the_files_hold(tmp_path: Path) -> None:
    plan = replace(transferred(tmp_path), silences=((500, 2_250), (11_995, 13_003), (17_000, 99_000)))
    sound = mixed(tmp_path, plan)
    assert len(sound) == mixed_size(plan)

    def stretch(begin: int, end: int) -> bytes:
        return sound[wav.HEADER_SIZE + begin * 32 : wav.HEADER_SIZE + end * 32]

    for begin, end in ((0, 250), (9_995, 11_003), (15_000, 16_000)):
        assert not any(stretch(begin, end))
    assert any(stretch(250, 251))
    assert any(stretch(9_994, 9_995))
    assert heard(sound, CLIENT_HZ, 11_003, 15_000) == (True, False)
