"""``ccengine pbx import``: looked at first, as a table or JSON; taken over only when it is said."""

import asyncio
import json
from pathlib import Path

import pytest

from ccengine.cli import main
from ccengine.core.directory import House, Operator
from ccengine.store.directory import PgDirectory
from ccengine.store.store import Store

OFFICE = Path(__file__).parents[1] / "fixtures/etc_asterisk"


def ran(*arguments: str) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main(["pbx", "import", *arguments])
    return ended.value.code


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder without settings: everything by default."""
    monkeypatch.chdir(tmp_path)


def test_the_preview_is_a_table_that_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(str(OFFICE)) == 0
    shown = capsys.readouterr().out
    assert "ivan_petrov  102     PJSIP/ivan-petrov  sales      Иван Петров" in shown
    assert "extensions.conf:19: _99871200XXXX is a pattern" in shown
    assert "secret" not in shown
    assert list(tmp_path.iterdir()) == []  # not even a database was made


def test_the_preview_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(str(OFFICE), "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert {one["id"]: one["device"] for one in shown["operators"]}["op103"] == "SIP/103"
    assert [one["number"] for one in shown["numbers"]] == ["700", "998712000100", "998712000200"]
    assert {"place", "reason"} == shown["troubles"][0].keys()


def test_a_folder_that_is_none_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(str(tmp_path)) == 1
    assert "there is no extensions.conf" in capsys.readouterr().err
    assert ran(str(OFFICE), "--encoding", "tea") == 1
    assert "no such encoding" in capsys.readouterr().err


@pytest.mark.store
def test_what_is_applied_is_added_and_nothing_is_replaced(
    dsn: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CCENGINE_DATABASE__DSN", dsn)
    mine = Operator(id="op101", name="Renamed since", extension="101")
    in_directory(dsn, House(operators={"op101": mine}))
    assert ran(str(OFFICE), "--apply") == 0
    assert "added: ivan_petrov, op103, op104, sales, support_2, 700," in capsys.readouterr().out
    house = in_directory(dsn)
    assert house.operators["op101"] == mine
    assert house.operators["op104"].queues == ("support_2",)
    assert house.numbers["700"].static_route == ("op101", "op103")
    assert ran(str(OFFICE), "--apply") == 0
    assert "all of it was there already" in capsys.readouterr().out
    assert in_directory(dsn) == house


def in_directory(dsn: str, put: House | None = None) -> House:
    async def ask() -> House:
        async with Store(dsn) as store:
            directory = PgDirectory(store)
            if put is not None:
                await directory.put_house(put)
            return await directory.house()

    return asyncio.run(ask())
