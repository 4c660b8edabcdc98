"""What ``GET /metrics`` tells: every part's own counting, read when somebody asks."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from ccengine.api.counters import HttpCounts, RouteCounts
from ccengine.core.metrics import Family, counter, gauge, histogram
from ccengine.engine.node import Engine
from ccengine.store.writer import Writer
from ccengine.stream.relay import Relay
from screenpop.gateway import ScreenGateway

_GATEWAY_NOW = ("connections", "operators", "watchers", "cards", "unacknowledged")


def of_engine(engine: Engine, *, up: bool) -> Iterator[Family]:
    told = {name: count for name, count in engine.counters.items() if "." in name}
    others = {name: count for name, count in engine.counters.items() if "." not in name}
    noticed = dict.fromkeys(("forged_events", "illegal_moves", "lookups_failed"), 0) | others
    statuses = [life.status.value for life in engine.operators.values()]
    yield gauge("ccengine_pbx_up", "1: the event link with Asterisk is up.", up)
    yield gauge("ccengine_live_calls", "Calls in flight.", sum(1 for _ in engine.floor.live_calls()))
    yield gauge(
        "ccengine_operators",
        "Operators by state.",
        {status: statuses.count(status) for status in sorted(set(statuses))},
        "status",
    )
    yield counter("ccengine_events_total", "Events of the engine, by type.", told, "type")
    yield counter(
        "ccengine_engine_total", "What the engine noticed: forged events, illegal moves...", noticed, "what"
    )


def of_store(writer: Writer) -> Iterator[Family]:
    yield gauge("ccengine_database_up", "1: PostgreSQL answered the last time.", not writer.away)
    yield gauge("ccengine_log_waiting", "Log entries in memory or in the spool.", writer.lag)
    yield counter("ccengine_log_entries_total", "What became of log entries.", asdict(writer.counts), "what")


def of_screens(gateway: ScreenGateway) -> Iterator[Family]:
    counts, times = gateway.metrics(), gateway.pop_times
    now = {name: counts[name] for name in _GATEWAY_NOW}
    grown = {name: count for name, count in counts.items() if name not in now}
    yield gauge("ccengine_screens", "The screen-pop's pages and cards now.", now, "what")
    yield counter("ccengine_screens_total", "What became of cards and pages.", grown, "what")
    yield histogram(
        "ccengine_pop_shown_seconds",
        "From the INVITE until the card was sent to a page; a call's first pops, and later ones.",
        times.shown_s,
        "pop",
    )
    yield histogram(
        "ccengine_pop_acknowledged_seconds",
        "From the INVITE until a page had acknowledged the card.",
        times.acknowledged_s,
        "pop",
    )
    yield gauge("ccengine_pops_unacknowledged", "Pops that no page has acknowledged.", len(times.unseen))
    yield counter(
        "ccengine_pops_never_acknowledged_total",
        "Pops withdrawn before any page had acknowledged them.",
        times.never_acknowledged,
    )


def of_roads(posts: Mapping[str, int], redis: Mapping[str, int]) -> Iterator[Family]:
    """``redis`` is empty where there is none."""
    yield counter("ccengine_webhook_events_total", "What became of events for webhooks.", posts, "what")
    if redis:
        yield counter(
            "ccengine_redis_events_total",
            "Events carried to Redis, and how often it had lost some and was filled again.",
            redis,
            "what",
        )


def of_doors(route: RouteCounts, http: HttpCounts, relay: Relay) -> Iterator[Family]:
    yield from route.families()
    yield gauge("ccengine_stream_followers", "Who follows the stream of events over HTTP.", relay.followers)
    yield from http.families()
