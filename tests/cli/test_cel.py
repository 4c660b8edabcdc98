"""``ccengine cel import`` as a process: what it prints, what it says of bad files, its exit code."""

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tests.core.recorded import SCENARIOS

FIXTURES = Path(__file__).parents[1] / "fixtures"
GOOD = FIXTURES / "attended_refer/cel.csv"
KEYS = {
    "call_id", "start", "answer", "end", "caller", "dialled", "direction", "outcome", "parties", "talk_ms",
    "mark", "reason",
}  # fmt: skip


@dataclass(frozen=True)
class Ran:
    code: int
    calls: list[dict[str, Any]]
    said: str
    complained: str


async def run(*arguments: str | Path, given: bytes = b"", **environ: str) -> Ran:
    """In a folder without settings: everything by default."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ccengine", "cel", "import", *map(str, arguments)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=FIXTURES,
        env={key: value for key, value in os.environ.items() if not key.startswith("CCENGINE_")} | environ,
    )
    out, err = await process.communicate(given)
    assert process.returncode is not None
    text = out.decode()
    calls = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return Ran(process.returncode, calls, text, err.decode())


async def test_one_call_a_line() -> None:
    ran = await run(GOOD, "--json")
    assert (ran.code, ran.complained) == (0, "")
    (call,) = ran.calls
    assert set(call) == KEYS
    assert (call["direction"], call["outcome"]) == ("inbound", "answered")
    assert (call["caller"], call["dialled"]) == ("79161234567", "998712000100")
    assert call["start"] < call["answer"] < call["end"]
    assert call["end"].endswith("Z")
    roles = [(p["name"], p["side"], p["role"], round(p["talk_ms"] / 1000, 1)) for p in call["parties"]]
    assert roles == [
        ("79161234567", "outside", "client", 3.2),
        ("op101", "inside", "first", 1.6),
        ("op103", "inside", "transferee", 1.6),
    ]
    assert 3_000 < call["talk_ms"] < 3_400


async def test_many_files_in_one_and_from_standard_input(tmp_path: Path) -> None:
    whole = b"".join((FIXTURES / name / "cel.csv").read_bytes() for name in SCENARIOS)
    piped = await run("-", "--json", given=whole)
    path = tmp_path / "all.csv"
    path.write_bytes(whole)
    ran = await run(path, "--json")
    assert piped.calls == ran.calls
    assert (ran.code, piped.code) == (0, 0)
    assert len({call["call_id"] for call in ran.calls}) == len(ran.calls) > len(SCENARIOS)
    assert [call["start"] for call in ran.calls] == sorted(call["start"] for call in ran.calls)


async def test_a_call_whose_end_the_file_lacks_has_no_end_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "killed.csv"
    rows = GOOD.read_text().splitlines(keepends=True)
    path.write_text("".join(rows[: len(rows) // 2]))
    ran = await run(path, "--json")
    (call,) = ran.calls
    assert ran.code == 0, "every row that is there is whole"
    assert (call["end"], call["mark"], call["outcome"]) == (None, "unknown", "answered")
    assert "ends before the call does" in call["reason"]


@pytest.mark.parametrize("cut", [0.5, 0.93, 0.999])
async def test_of_a_torn_file_every_whole_row_counts_and_the_tear_is_told(tmp_path: Path, cut: float) -> None:
    first, second = (FIXTURES / name / "cel.csv" for name in ("responsible", "hold"))
    torn = second.read_bytes()
    torn = torn[: int(len(torn) * cut)].rstrip(b'\r\n",')  # in the middle of a cell
    path = tmp_path / "torn.csv"
    path.write_bytes(first.read_bytes() + torn)
    ran = await run(path, "--json")
    assert ran.code == 1
    assert f"{path}: line " in ran.complained
    assert "columns; it was passed over" in ran.complained
    assert "Traceback" not in ran.complained
    whole = await run(first, "--json")
    assert whole.calls[0] in ran.calls
    assert len(ran.calls) == 2


BAD = {
    "text": (b"hello world\nno CEL at all\n", "neither a CEL header"),
    "binary": (bytes(range(1, 256)) * 40, "neither a CEL header"),
    "nul": (b"\0" * 100, "holds binary data"),
    "header": (b"eventtype,eventtime,channame\n", "lacks uniqueid, linkedid"),
}


@pytest.mark.parametrize("kind", BAD)
async def test_what_is_no_cel_file_is_one_line_of_complaint(tmp_path: Path, kind: str) -> None:
    content, why = BAD[kind]
    path = tmp_path / "bad"
    path.write_bytes(content)
    ran = await run(path, "--json")
    assert (ran.code, ran.calls) == (1, [])
    assert ran.complained.startswith(f"ccengine: {path}: ")
    assert why in ran.complained
    assert ran.complained.count("\n") == 1


async def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path, why in ((tmp_path / "no.csv", "No such file"), (tmp_path, "Is a directory")):
        ran = await run(path, "--json")
        assert ran.code == 1
        assert ran.complained == f"ccengine: {path}: cannot be read: {why}" + (
            " or directory\n" if why == "No such file" else "\n"
        )


async def test_an_empty_file_holds_no_calls(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.touch()
    ran = await run(path, "--json")
    assert (ran.code, ran.calls, ran.complained) == (0, [], "")


async def test_nul_bytes_a_mark_of_byte_order_and_long_names_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    rows = GOOD.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + rows + b'"CHAN\0_START","' + b"\xff" * 10_000 + b'","x"\n' + rows[:0])
    ran = await run(path, "--json")
    assert (ran.code, len(ran.calls)) == (1, 1)
    assert "passed over" in ran.complained


async def test_wrong_settings_are_named_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ccengine.toml"
    path.write_text("[node]\nname = 5\n")
    ran = await run(GOOD, "--json", "--config", path)
    assert ran.code == 1
    assert f"{path}: [node] name" in ran.complained


TABLES = (
    "log",
    "call",
    "call_leg",
    "offer",
    "visit",
    "talk_part",
    "missed_call",
    "obligation",
    "unprojected",
)


async def counted(dsn: str) -> dict[str, int]:
    connection = await asyncpg.connect(dsn)
    try:
        return {table: await connection.fetchval(f"select count(*) from {table}") for table in TABLES}
    finally:
        await connection.close()


@pytest.mark.store
async def test_imported_twice_it_is_there_once(dsn: str, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_bytes(b"".join((FIXTURES / name / "cel.csv").read_bytes() for name in SCENARIOS))
    calls = (await run(path, "--json")).calls

    first = await run(path, CCENGINE_DATABASE__DSN=dsn)
    assert (first.code, first.said) == (
        0,
        f"{len(calls)} calls read, {len(calls)} of them new, 0 corrected\n",
    )
    once = await counted(dsn)
    assert (once["call"], once["unprojected"]) == (len(calls), 0)
    second = await run(path, CCENGINE_DATABASE__DSN=dsn)
    assert (second.code, second.said) == (0, f"{len(calls)} calls read, 0 of them new, 0 corrected\n")
    assert await counted(dsn) == once


@pytest.mark.store
async def test_what_was_unknown_is_corrected_and_an_open_end_waits(dsn: str, tmp_path: Path) -> None:
    half = tmp_path / "half.csv"
    half.write_bytes(b"\n".join(GOOD.read_bytes().splitlines()[:6]) + b"\n")
    ran = await run(half, CCENGINE_DATABASE__DSN=dsn)
    assert ran.said == "1 calls read, 0 of them new, 0 corrected\n"

    await run(GOOD, CCENGINE_DATABASE__DSN=dsn)
    connection = await asyncpg.connect(dsn)
    try:  # as an engine leaves a call whose end nobody saw
        await connection.execute("update call set mark = 'unknown'")
        ran = await run(GOOD, CCENGINE_DATABASE__DSN=dsn)
        assert ran.said == "1 calls read, 0 of them new, 1 corrected\n"
        rows = await connection.fetch("select revision, mark from call")
        assert [tuple(row) for row in rows] == [(2, "recovered")]
    finally:
        await connection.close()
