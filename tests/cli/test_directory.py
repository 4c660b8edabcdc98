"""``ccengine directory import``: as it is typed, with a file of many lines and its processes."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.directory_import import OPERATORS, number_of, write
from ccengine.cli.directory import in_words
from ccengine.core.directory import House, Operator
from ccengine.store.client_import import Outcome
from ccengine.store.directory import PgDirectory
from ccengine.store.store import Store

LINES = 20_000


def ran(dsn: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CCENGINE_")}
    return subprocess.run(
        [sys.executable, "-m", "ccengine", "directory", "import", *arguments],
        env={**environ, "CCENGINE_DATABASE__DSN": dsn},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


@pytest.mark.store
async def test_many_lines_with_one_in_a_hundred_bad(store: Store, dsn: str, tmp_path: Path) -> None:
    directory = PgDirectory(store, answer_s=5)
    await directory.put_house(
        House(operators={o: Operator(id=o, name=o, extension=o[2:]) for o in OPERATORS})
    )
    write(tmp_path / "clients.csv", LINES)
    done = ran(dsn, tmp_path, "clients.csv", "--rejects", "bad.csv")
    assert done.returncode == 1, done.stderr
    said = {line.split(maxsplit=1)[1]: line.split()[0] for line in done.stdout.splitlines()}
    assert (said["clients read"], said["new"], said["refused, because"]) == ("20,000", "19,800", "200")
    assert said["deputy names an operator who does not exist"] == "20"
    with (tmp_path / "bad.csv").open(newline="") as file:
        bad = list(csv.DictReader(file))
    assert len({row["line"] for row in bad}) == 200
    assert (bad[0]["line"], bad[0]["id"], bad[0]["field"]) == ("100", "c99", "phones[0]")
    found = await directory.candidates(number_of(250))
    assert [client.id for client in found.clients] == ["c249", "c250"]


@pytest.mark.store
def test_what_cannot_be_read_is_one_line_for_people(dsn: str, tmp_path: Path) -> None:
    (tmp_path / "clients.txt").write_text("id,name\n")
    (tmp_path / "clients.csv").write_bytes(b"id,name\nc1,\xff\n")
    for arguments, what in (
        (("clients.txt",), "say --format csv"),
        (("clients.csv",), "line 2 is not UTF-8"),
        (("clients.csv", "--rejects", "no/bad.csv"), "no/bad.csv: cannot be written"),
    ):
        done = ran(dsn, tmp_path, *arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert what in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_dry_run_says_what_it_would_do() -> None:
    lines = in_words(Outcome(lines=3, created=1, changed=1, refused=1), dry=True)
    assert [line.split(maxsplit=1)[1] for line in lines] == [
        *("clients read", "would be new", "are known already", "refused")
    ]
