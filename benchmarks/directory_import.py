"""How long a million clients take: python benchmarks/directory_import.py [LINES] [FOLDER]

Writes a file (one line in a hundred is wrong, in ten ways), imports it twice into an embedded
PostgreSQL of its own, and says seconds, memory, and how long a look-up takes afterwards. The
file's seed is fixed: two runs import the same clients.
"""

import argparse
import asyncio
import csv
import os
import resource
import tempfile
import time
from pathlib import Path

from ccengine.cli.directory import in_words
from ccengine.core.directory import House, Operator
from ccengine.lab.dice import Dice
from ccengine.store.client_import import ClientImport, Outcome
from ccengine.store.directory import PgDirectory
from ccengine.store.embedded import EmbeddedPostgres
from ccengine.store.migrate import migrate
from ccengine.store.store import Store

SEED = 20_261_122
REGION = "UZ"
HEAD = ("id", "name", "company", "phones", "responsible", "deputy", "language", "priority", "card.segment")
OPERATORS = tuple(f"op{n}" for n in range(101, 141))
FIRST = ("Aziza", "Bekzod", "Яна", "Пётр", "Çağla", "Ömer", "Γιώργος", "Harriet", "Zoë", "Sherzod")
LAST = ("Yoʻldosheva", "Rahimov", "Кузьмина", "Воробьёв", "Öztürk", "Παπαδάκης", "O'Hara", "Smith-Jones")
SHARED_EVERY = 500
"""Every so many clients two of them share a number."""

# What is wrong with every hundredth line, in turn: a column, and what stands there.
WRONG = (
    *(("phones", "12"), ("phones", "call me"), ("responsible", "op999"), ("name", ""), ("priority", "high")),
    *(("language", "Русский язык"), ("id", "number:+998901234567"), ("name", "a\rb"), ("name", "x" * 300)),
    ("deputy", "=cmd|' /C calc'!A0"),
)


def number_of(client: int) -> str:
    """Its own, but for the one in ``SHARED_EVERY`` who has his neighbour's."""
    owner = client - 1 if client % SHARED_EVERY == 250 else client
    return f"+99890{owner:07d}"


def write(path: Path, lines: int) -> None:
    dice = Dice(SEED)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for client in range(1, lines + 1):
            row = _row(client, dice)
            if client % 100 == 99:
                column, value = WRONG[client // 100 % len(WRONG)]
                row[HEAD.index(column)] = value
            writer.writerow(row)


def _row(client: int, dice: Dice) -> list[str]:
    phones = [number_of(client)]
    if client % 3 == 0:  # some are written by hand, without a country
        phones.append(f"71 {client % 10_000_000:07d}"[:6] + f"-{client % 10_000:04d}")
    return [
        *(
            f"c{client}",
            f"{dice.choice(FIRST)} {dice.choice(LAST)}",
            dice.choice(("", "ООО «Вектор»", "Lloyd")),
        ),
        *(";".join(phones), dice.choice(OPERATORS), "", dice.choice(("uz", "ru", "tr", "el", "en"))),
        *(str(dice.choice((0, 0, 0, 5))), dice.choice(("new", "regular"))),
    ]


async def measure(path: Path, data: Path) -> None:
    postgres = EmbeddedPostgres(data)
    dsn = await postgres.start()
    try:
        await migrate(dsn)
        async with Store(dsn, command_s=3600) as store:
            directory = PgDirectory(store, answer_s=5)
            await directory.put_house(
                House(operators={o: Operator(id=o, name=o, extension=o[2:]) for o in OPERATORS})
            )
            for time_of in ("first", "again"):
                began = time.monotonic()
                outcome = await _imported(store, path)
                print(f"{time_of}: {time.monotonic() - began:.1f} s")
                print("\n".join(in_words(outcome)))
            began = time.monotonic()
            found = await directory.candidates(number_of(250))
            print(f"look-up: {(time.monotonic() - began) * 1000:.1f} ms, {[c.id for c in found.clients]}")
    finally:
        await postgres.stop()
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"memory of this process at most: {own.ru_maxrss // 1024} MB")
    spent = [f"{usage.ru_utime + usage.ru_stime:.0f} s" for usage in (own, others)]
    print(f"processor: {spent[0]} here, {spent[1]} in PostgreSQL and the judging process")


async def _imported(store: Store, path: Path) -> Outcome:
    work = ClientImport(
        store,
        region=REGION,
        by="benchmark",
        now=lambda: time.time_ns() // 1_000_000,
        workers=max(1, (os.cpu_count() or 2) // 2),
    )
    return await work.run(path, "csv")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("lines", type=int, nargs="?", default=1_000_000)
    asked.add_argument("folder", type=Path, nargs="?")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="cc-import-", dir=given.folder) as folder:
        path = Path(folder) / "clients.csv"
        began = time.monotonic()
        write(path, given.lines)
        print(f"{path.stat().st_size / 1e6:.0f} MB written in {time.monotonic() - began:.1f} s (seed {SEED})")
        asyncio.run(measure(path, Path(folder) / "data"))


if __name__ == "__main__":
    main()
