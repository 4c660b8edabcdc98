"""Fill the directory: who works here, which numbers are dialled, who the clients are.

Run it with ccengine's own Python, as the user of the service, after ``ccengine migrate``:

    /opt/ccengine/.venv/bin/python house.py

It may be run again after every change. The house becomes exactly what stands here; clients are
added or replaced by id, and what was changed on the page since is gone. A running service follows
within seconds; Asterisk does where its files are kept (``[pbx] apply_to``), else ``ccengine dialplan apply``.
"""

import asyncio

from ccengine.cli.migrate import database
from ccengine.core.directory import Client, DialledNumber, Hours, House, Operator, Queue
from ccengine.settings import load
from ccengine.store.directory import PgDirectory
from ccengine.store.store import Store

NINE_TO_SIX = ((9 * 60, 18 * 60),)  # minutes of the day

HOUSE = House(
    operators={
        person.id: person
        for person in (
            Operator(id="op101", name="Dilnoza Karimova", extension="101", queues=("sales",)),
            Operator(id="op102", name="Jasur Rahimov", extension="102", queues=("sales",)),
        )
    },
    queues={"sales": Queue(id="sales", name="Sales", extension="600", ring_s=20, wait_s=300)},
    numbers={
        "998712000100": DialledNumber(
            number="998712000100",
            name="Head office",
            queue="sales",
            hours=Hours(zone="Asia/Tashkent", week=(*(NINE_TO_SIX for _ in range(5)), (), ())),
            static_route=("op101", "op102"),  # who rings when ccengine is away
        )
    },
)

CLIENTS = (
    Client(
        id="crm-1",
        name="Aziza Yusupova",
        company="Chorsu Savdo",
        phones=("+998901234567",),  # E.164
        responsible="op101",
        deputy="op102",
        card={"segment": "key account"},
    ),
)


async def main() -> None:
    async with database(load()) as dsn, Store(dsn) as store:
        directory = PgDirectory(store)
        await directory.put_house(HOUSE)
        await directory.put_clients(CLIENTS)
    print(f"{len(HOUSE.operators)} operators, {len(HOUSE.numbers)} numbers, {len(CLIENTS)} clients")


if __name__ == "__main__":
    asyncio.run(main())
