"""A file of clients: the good lines are in, the bad ones are named, a broken file changes nothing."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.core.errors import BadInput, Conflict
from ccengine.core.ports import LogEntry
from ccengine.store.client_import import ClientImport, Outcome, Refused
from ccengine.store.clients import Clients
from ccengine.store.directory import PgDirectory
from ccengine.store.store import Store
from tests.store.build import CLIENT, NUMBER, T0, Ground, call, call_id, sealed

pytestmark = pytest.mark.store

HEAD = "id,name,phones,responsible,card.segment\n"
REFUSED: list[Refused] = []


async def imported(store: Store, path: Path, form: str = "csv", *, dry: bool = False) -> Outcome:
    REFUSED.clear()
    work = ClientImport(store, region="UZ", by="crm", now=lambda: T0, reject=REFUSED.append)
    return await work.run(path, form, dry=dry)


def written(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def counts(outcome: Outcome) -> tuple[int, ...]:
    o = outcome
    return (o.lines, o.created, o.changed, o.unchanged, o.refused)


async def test_good_lines_are_in_and_bad_ones_are_named(store: Store, tmp_path: Path) -> None:
    ground = await Ground.make(store)
    hostile = "=cmd|' /C calc'!A0 <script>\u202e \\N \\. {a,b} ${X} \"q\""
    rows = [
        ("c1", "Renamed", "90 123-45-67; +7 903 123-45-67", "op101", "gold"),
        ("c7", hostile, "", "op102", hostile),
        ("c8", "Two\r\nlines", "", "", ""),
        ("c9", "Nobody", "12", "op999", ""),
        ("c7", "Again", "", "", ""),
        ("", "No id", "", "", ""),
        ("c10", "Short"),
    ]
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    outcome = await imported(store, written(tmp_path / "a.csv", "\ufeff" + HEAD + file.getvalue()))
    assert counts(outcome) == (7, 1, 1, 0, 5)
    assert sorted((r.line, r.field) for r in REFUSED) == [
        *((4, "name"), (6, "phones[0]"), (6, "responsible"), (7, "id"), (8, "id"), (9, "")),
    ]
    assert outcome.reasons["responsible names an operator who does not exist"] == 1
    directory = PgDirectory(store, answer_s=5)
    first, seventh = await directory.by_id("c1"), await directory.by_id("c7")
    assert first == replace(
        CLIENT, name="Renamed", company="", phones=("+79031234567", NUMBER), card={"segment": "gold"}
    )
    assert seventh is not None
    assert (seventh.name, seventh.card) == (hostile, {"segment": hostile})
    assert await ground.count("client_staged") == 0


async def test_it_can_be_repeated_and_says_so_once(store: Store, tmp_path: Path) -> None:
    ground = await Ground.make(store)
    lines = [
        {"id": f"j{n}", "name": f"Клиент {n}", "phones": [f"+99890{n:07d}"], "card": {"n": str(n)}}
        for n in range(3_000)
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=n % 2 == 0) for n, line in enumerate(lines))
    file = written(tmp_path / "a.jsonl", text + "\n\nnonsense\n[1]\n")
    assert counts(await imported(store, file, "jsonl", dry=True)) == (3_002, 3_000, 0, 0, 2)
    assert await ground.count("client") == 1
    assert counts(await imported(store, file, "jsonl")) == (3_002, 3_000, 0, 0, 2)
    assert counts(await imported(store, file, "jsonl")) == (3_002, 0, 0, 3_000, 2)
    told = await ground.rows("select data from log where type = 'directory.imported' order by seq")
    assert [row["data"]["created"] for row in told] == [3_000, 0]
    assert await ground.rows("select 1 from log where type like 'client.%'") == []


async def test_who_had_called_gets_a_name_and_who_was_merged_is_back(store: Store, tmp_path: Path) -> None:
    ground = await Ground.make(store)
    strangers = ["+998935554431", "+998935554432"]
    await ground.happen(*(sealed(call(n, at=n, caller=s)) for n, s in enumerate(strangers)))
    clients = Clients(store, PgDirectory(store), region="UZ", announce=_ignore, now=lambda: T0)
    await clients.put(replace(CLIENT, id="c5", phones=()), "crm")
    await clients.merge("c5", "c1", "chief")
    text = HEAD + f'c5,Back,"{strangers[0]};{strangers[1]}",,\n'
    outcome = await imported(store, written(tmp_path / "a.csv", text))
    assert (outcome.created, outcome.merged, outcome.revived) == (1, 2, ["c5"])
    rows = await ground.rows("select client from call")
    assert [row["client"] for row in rows] == ["c5", "c5"]
    assert len(await ground.obligations()) == 1
    assert await ground.rows("select id from client where provisional") == []
    assert call_id(1)


def _ignore(entries: object) -> None:
    assert not isinstance(entries, LogEntry)


@pytest.mark.parametrize(
    ("text", "form", "what"),
    [
        (HEAD.encode() + b"c1,\xff\xfe,,,\n", "csv", "line 2 is not UTF-8"),
        (HEAD.encode() + b"c6,Cut,,,\nc7,Cu", "csv", "ends in the middle of line 3"),
        (HEAD.encode() + b'c6,"Cut off\nc7,x,,,\n', "csv", "ends in the middle of line"),
        (b'{"id": "c6", "name": "A"}\n{"id": "c7", "na', "jsonl", "ends in the middle of line 2"),
        (b"", "csv", "empty"),
        (b"id;name;phones\nc6;A;\n", "csv", "parted by commas"),
        (b"id,nmae\nc6,A\n", "csv", "'nmae'"),
        (b"id,name,name\nc6,A,B\n", "csv", "twice"),
        (b"id,phones\nc6,\n", "csv", "lacks the column 'name'"),
        (b"x" * 1_000_001, "csv", "longer than"),
        ("id,name\n".encode("utf-16"), "csv", "not UTF-8"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_file_that_is_none_changes_nothing(
    store: Store, tmp_path: Path, text: bytes, form: str, what: str
) -> None:
    ground = await Ground.make(store)
    path = tmp_path / "a"
    path.write_bytes(text)
    with pytest.raises(BadInput, match=what):
        await imported(store, path, form)
    assert (await ground.count("client"), await ground.count("client_staged")) == (1, 0)
    assert await ground.count("log") == 0


async def test_a_file_that_is_not_there_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nothing\.csv: cannot be read: No such file"):
        await imported(store, tmp_path / "nothing.csv")


async def test_two_at_once_are_one_too_many(store: Store, tmp_path: Path) -> None:
    await Ground.make(store)
    file = written(tmp_path / "a.csv", HEAD + "c6,A,,,\n")
    async with store.session() as session:
        assert await session.fetch_value("import_alone")
        with pytest.raises(Conflict, match="another import"):
            await imported(store, file)
        await session.execute("import_over")
    assert counts(await imported(store, file)) == (1, 1, 0, 0, 0)


async def test_what_is_in_is_told_also_when_it_is_broken_off(store: Store, tmp_path: Path) -> None:
    ground = await Ground.make(store)
    file = written(tmp_path / "a.csv", HEAD + "c6,A,,,\n")

    def impatient(what: str, _: int) -> None:
        if what == "taken in":
            raise KeyboardInterrupt

    work = ClientImport(store, region="UZ", by="crm", now=lambda: T0, progress=impatient)
    with pytest.raises(KeyboardInterrupt):
        await work.run(file, "csv")
    told = await ground.rows("select data from log where type = 'directory.imported'")
    assert [row["data"]["created"] for row in told] == [1]
    assert await ground.count("client_staged") == 0
    assert counts(await imported(store, file)) == (1, 0, 0, 1, 0)


def test_reasons_are_counted_without_places_and_values() -> None:
    assert Refused(line=1, id="", field="phones[7]", reason="is none").kind == "phones is none"
    assert Refused(line=1, id="", field="card.a.b", reason="is long").kind == "card is long"
    assert Refused(line=1, id="", field="", reason="is no JSON").kind == "is no JSON"
