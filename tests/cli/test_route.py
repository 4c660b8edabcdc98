"""``ccengine route``, as a process on a real database: one call by hand, and ten thousand of the past."""

import asyncio
import json
import os
import resource
import sys
import time
from pathlib import Path

import pytest

from ccengine.cli.rule_file import house_under
from ccengine.core.errors import BadInput
from ccengine.core.facts import Step
from ccengine.core.past import Past, PastCall
from ccengine.store.directory import PgDirectory
from ccengine.store.store import Store
from ccengine.store.text import moment, moment_or_none
from tests.routing.days import NUMBER, START, big_house, some_days

SEED, PEOPLE = 20_261_122, 20
NEW_RULES = {
    "rules": [
        {"id": "key", "kind": "skill", "target": "vip", "name": "Key accounts", "when": {"priority_from": 5}},
        {"id": "wait", "kind": "queue", "seconds": 60},
        {"id": "end", "kind": "hangup"},
    ]
}


async def route(dsn: str, folder: Path, *arguments: str) -> tuple[int, str, str]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("CCENGINE_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ccengine", "route", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env=environ
        | {
            "CCENGINE_DATABASE__DSN": dsn,
            "CCENGINE_DESK__ZONE": "Asia/Tashkent",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def put(store: Store, past: Past) -> None:
    """The facts that these calls would have left."""
    house = big_house(PEOPLE)
    directory = PgDirectory(store)
    await directory.put_house(house)
    await directory.put_clients({call.client.id: call.client for call in past.calls if call.client}.values())
    async with store.transaction() as session:
        await session.copy("call", CALL, [_call(call) for call in past.calls])
        await session.copy(
            "routing_decision",
            ("call_id", "step", "at", "kind", "targets", "seconds", "rest", "rule", "why", "inputs"),
            [(c.call_id, 1, moment(c.at), *_step(c.step), [], "r", "w", dict(c.inputs)) for c in past.calls],
        )
        lanes = {operator: lane for lane, operator in enumerate(house.operators)}
        await session.connection.execute(
            "insert into operator_lane (operator, lane) overriding system value "
            "select * from unnest($1::text[], $2::int[])",
            list(lanes),
            list(lanes.values()),
        )
        await session.copy(
            "operator_interval",
            ("operator", "lane", "status", "start_at", "end_at", "from_ms", "to_ms"),
            [
                (s.operator, lanes[s.operator], s.status, moment(s.start), moment(s.end), s.start, s.end)
                for s in past.states
            ],
        )


CALL = (
    *("call_id", "node", "direction", "outcome", "mark", "caller", "dialled", "queue", "client"),
    *("start_at", "answer_at", "end_at", "system_ms", "waiting_ms", "ringing_ms", "talking_ms", "held_ms"),
    *("talk_ms", "missed"),
)


def _step(step: Step) -> tuple[object, ...]:
    return step.kind, list(step.targets), step.seconds


def _call(call: PastCall) -> tuple[object, ...]:
    waited = (call.answer or call.end) - call.start
    talked = call.end - call.answer if call.answer else 0
    outcome = "answered" if call.answer else "abandoned"
    who = (call.inputs["caller"], NUMBER, "sales", call.inputs["client"])
    when = (moment(call.start), moment_or_none(call.answer), moment(call.end))
    spent = (0, waited, 0, talked, 0, talked)
    return (call.call_id, "pbx1", "inbound", outcome, "observed", *who, *when, *spent, not call.answer)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.store
async def test_ten_thousand_calls_of_the_past_under_other_rules(
    dsn: str, store: Store, tmp_path: Path
) -> None:
    print(f"seed {SEED}")
    past = some_days(big_house(PEOPLE), SEED, 10_000)
    await put(store, past)
    (tmp_path / "rules.json").write_text(json.dumps(NEW_RULES))
    asked = ("--replay", "--from", "2026-11-21", "--to", "2026-11-26", "--rules", "rules.json")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    code, out, err = await route(dsn, tmp_path, *asked, "--json")
    took = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"10,000 calls took {took:.1f} s, {busy:.1f} s of them at work")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["from"], found["calls"], found["compared"]) == (START, 10_000, 10_000)
    assert busy < 60  # what the machine does beside it is not counted
    key = [one for one in found["moved"] if one["new"]["rule"] == "key"]
    assert key
    assert all(one["new"]["why"].startswith("By the rule “Key accounts”: Operator") for one in key)
    assert sum(way["calls"] for way in found["ways"]) == len(found["moved"])
    waits = found["waits"]
    assert {name: numbers["offered"] for name, numbers in waits.items()} == dict.fromkeys(waits, 10_000)
    assert waits["observed"]["answered"] == sum(1 for call in past.calls if call.answer)


@pytest.mark.store
async def test_a_day_in_words_and_one_call_by_hand(dsn: str, store: Store, tmp_path: Path) -> None:
    await put(store, some_days(big_house(PEOPLE), SEED, 50, days=1))
    (tmp_path / "rules.json").write_text(json.dumps(NEW_RULES))
    code, out, _ = await route(
        dsn, tmp_path, "--replay", "--from", "2026-11-21", "--to", "2026-11-22", "--rules", "rules.json"
    )
    assert code == 0
    assert out.startswith("50 calls from 2026-11-21T00:00:00+05:00 to 2026-11-22T00:00:00+05:00\n50 could be")
    assert "-> queue sales" in out
    assert "The call goes to the queue Sales." in out
    assert "estimate, new rules" in out
    code, out, _ = await route(dsn, tmp_path, "withheld", "--to", NUMBER)
    assert (code, out.splitlines()[0]) == (0, "step    queue sales for 180 s")
    code, out, _ = await route(dsn, tmp_path, "withheld", "--to", NUMBER, "--rules", "rules.json")
    assert (code, out.splitlines()[0]) == (0, "step    queue sales for 60 s")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "rules.json is not JSON"),
        ("\xff", "rules.json cannot be read"),
        (
            '{"rules": [{"id": "a", "kind": "queue", "seconds": -1}, {"id": "b", "kind": "magic"}]}',
            "rules.json cannot be used:\n  rules[0].seconds: must be a whole number from 0 to 3600\n"
            "  rules[1].kind: must be one of",
        ),
        (
            '{"rules": [{"id": "a", "kind": "queue", "target": "x"}]}',
            "rules.json cannot be used:\n  rules[0].target: there is no queue 'x'",
        ),
    ],
)
def test_a_file_that_holds_no_rules_is_refused_with_every_problem(
    tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "rules.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(BadInput) as refused:
        house_under(big_house(PEOPLE), str(tmp_path / "rules.json"))
    assert told in str(refused.value)


@pytest.mark.store
async def test_a_question_that_is_none_is_answered_in_a_line(dsn: str, tmp_path: Path) -> None:
    code, _, err = await route(dsn, tmp_path, "--replay", "--from", "2026-11-21")
    assert (code, err.partition(":")[0]) == (1, "ccengine")
    assert "write it like: route --replay" in err
