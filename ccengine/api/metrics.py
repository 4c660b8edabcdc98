"""What watches the service reads: numbers for Prometheus, and the pops that nobody has seen."""

from dataclasses import asdict
from typing import TypedDict

from aiohttp import web

from ccengine.api.endpoint import LIVE, METRICS, Ask, Endpoint
from ccengine.core.metrics import MEDIA_TYPE, render


class UnseenPop(TypedDict):
    """``start``: the INVITE; ``came``: when the pop was owed; ``shown``: when a page was sent it,
    0 where the operator has no page open. UTC milliseconds."""

    operator: str
    call_id: str
    start: int
    came: int
    shown: int


class UnseenPops(TypedDict):
    pops: list[UnseenPop]


async def metrics(ask: Ask) -> web.StreamResponse:
    """Numbers in Prometheus' text format; from this machine without a token."""
    text = render(ask.parts.metrics())
    return web.Response(body=text.encode(), headers={"Content-Type": MEDIA_TYPE})


async def unacknowledged(ask: Ask) -> web.StreamResponse:
    """Pops that no page has acknowledged, oldest first: whose screen does not show his call."""
    pops = [asdict(pop) | {"call_id": str(pop.call_id)} for pop in ask.parts.unseen_pops()]
    return web.json_response({"pops": pops})


ENDPOINTS = (
    Endpoint("GET", "/metrics", metrics, METRICS, gives={"text/plain": str}, local=True),
    Endpoint("GET", "/api/pops/unacknowledged", unacknowledged, LIVE, gives=UnseenPops),
)
