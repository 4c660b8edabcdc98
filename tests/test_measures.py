"""What ``/metrics`` tells of a house at work: every part is there, and nobody is named."""

from collections.abc import Sequence
from pathlib import Path

from ccengine import measures
from ccengine.api.counters import HttpCounts, RouteCounts
from ccengine.core.desk import Visitor
from ccengine.core.metrics import render
from ccengine.core.ports import LogEntry
from ccengine.store.store import Store
from ccengine.store.writer import Writer
from ccengine.stream.relay import Relay
from screenpop.gateway import ScreenGateway
from tests.engine.world import NUMBER, Memory, engine_in, question
from tests.screenpop.cards import card


class NoLog:
    async def append(self, entries: Sequence[LogEntry]) -> None: ...

    async def last_seq(self, stream: str) -> int:
        return 0


async def nobody(token: str) -> None:
    return None


async def nothing(visitor: Visitor) -> None:
    return None


async def test_every_part_is_told_and_nobody_is_named(tmp_path: Path) -> None:
    engine = engine_in(Memory())
    await engine.route(question("pbx1-1.1", "998901234567"))
    engine.counters["forged_events"] = 2
    gateway = ScreenGateway(visitor_of=nobody, rights_of=nothing, origins=[])
    gateway.show(card(1))
    writer = Writer(NoLog(), tmp_path, node="pbx1", epoch=1, on_committed=lambda _: None)
    writer.put([LogEntry(stream="pbx1", seq=1, at=0, type="call.held", call_id=None, data={})])
    route = RouteCounts()
    route.add(200, 0.004)
    text = render(
        [
            *measures.of_engine(engine, up=True),
            *measures.of_store(writer),
            *measures.of_screens(gateway),
            *measures.of_roads({"taken": 3, "refused": 1, "dead": 0}, {"carried": 7, "rebuilt": 0}),
            *measures.of_doors(route, HttpCounts(), Relay(Store("postgresql:///nowhere"))),
        ]
    )
    await engine.aclose()
    for line in (
        "ccengine_pbx_up 1",
        'ccengine_engine_total{what="forged_events"} 2',
        'ccengine_engine_total{what="illegal_moves"} 0',
        'ccengine_engine_total{what="lookups_failed"} 0',
        'ccengine_events_total{type="call.routed"} 1',
        "ccengine_database_up 1",
        "ccengine_log_waiting 1",
        'ccengine_log_entries_total{what="spooled"} 0',
        'ccengine_screens{what="cards"} 1',
        'ccengine_pop_shown_seconds_count{pop="first"} 0',
        "ccengine_pops_unacknowledged 1",
        'ccengine_webhook_events_total{what="taken"} 3',
        'ccengine_redis_events_total{what="carried"} 7',
        "ccengine_stream_followers 0",
        'ccengine_route_seconds_bucket{status="200",le="0.005"} 1',
    ):
        assert line in text.splitlines(), line
    assert "998" not in text
    assert NUMBER not in text
