"""A worklist to show on a page: one line of each kind."""

import time
from typing import Any

MINUTE = 60_000
NOW = time.time_ns() // 1_000_000

HEAD = {
    "at": NOW,
    "open": 3,
    "claimed": 2,
    "sleeping": 1,
    "overdue": 1,
    "mine": 2,
    "withheld": 3,
    "attempts_needed": 3,
}


def promise(id_: int, minutes: int, name: str, **more: Any) -> dict[str, Any]:
    """Missed so many minutes ago, and nobody has done anything about it."""
    opened = NOW - minutes * MINUTE
    return {
        "id": id_,
        "opened": opened,
        "number": f"+99890123456{id_}",
        "client": f"c{id_}",
        "client_name": name,
        "company": "",
        "missed": 1,
        "last_missed": opened,
        "promised": "",
        "message": "",
        "responsible": "op101",
        "responsible_name": "Anna",
        "queue": "sales",
        "queue_name": "Sales",
        "callers": ["op101"],
        "claimed_by": "",
        "claimed_by_name": "",
        "claimed": 0,
        "wake": 0,
        "woken": False,
        "reminder": "",
        "due": opened + 60 * MINUTE,
        "overdue": False,
        "escalated": 0,
        "attempted": 0,
        "attempts": [],
        "waited_work_ms": minutes * MINUTE // 2,
    } | more


def tried(minutes: int, result: str, who: str) -> dict[str, Any]:
    return {"call_id": f"{minutes}", "at": NOW - minutes * MINUTE, "operator_name": who, "result": result}


def worklist() -> dict[str, Any]:
    olga = {"claimed_by": "op102", "claimed_by_name": "Ольга Воробьёва", "callers": ["op102"]}
    anna = {"claimed_by": "op101", "claimed_by_name": "Anna", "callers": ["op101"]}
    nobody = {"responsible": "", "responsible_name": "", "callers": ["op101", "op102"]}
    attempts = [tried(20, "busy", "Emre Yıldız"), tried(55, "no_answer", "Anna")]
    rows = [
        promise(
            1,
            190,
            "Aziza Yoʻldosheva",
            company="Oʻzbek Ipak",
            missed=4,
            overdue=True,
            escalated=1,
            attempted=2,
            attempts=attempts,
        ),
        promise(2, 130, "Uğur Şahin", company="Boğaziçi Lojistik", **olga),
        promise(3, 44, "", client_name="", **nobody),
        promise(4, 41, "Γιώργος Παπαδάκης", woken=True, wake=NOW, reminder="asked for after lunch", **anna),
        promise(5, 12, "Harriet Smith-Jones", promised="voicemail", message="m5", company="Harbour & Co"),
        promise(6, 300, "Людмила Щербак", wake=NOW + 90 * MINUTE, reminder="на совещании", **olga),
    ]
    return {"obligations": rows, "next": "", "head": HEAD, "calls": []}
