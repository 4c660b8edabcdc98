"""The ways in: operators' screens, Asterisk's questions, the API."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ami.link import EventLink
from ccengine import __version__, measures
from ccengine.access import Access, Links
from ccengine.access.links import key_in
from ccengine.api.app import make_app
from ccengine.api.counters import HttpCounts
from ccengine.api.listener import listening
from ccengine.api.parts import Parts
from ccengine.api.records import Records
from ccengine.api.route import RouteEndpoint
from ccengine.api.worklist import Worklist, WorklistRules
from ccengine.app.files import FilesOfNode
from ccengine.app.frame import Frame, wall_ms
from ccengine.app.roads import Roads, own_origins
from ccengine.core.directory import House
from ccengine.core.metrics import Family
from ccengine.engine.node import Engine
from ccengine.engine.rules import RuleKeeper
from ccengine.settings import ListenSettings, Settings
from ccengine.store.clients import Clients
from ccengine.store.contacts import Contacts
from ccengine.store.desk_log import Announce
from ccengine.store.directory import PgDirectory
from ccengine.store.house import PgHouse
from ccengine.store.numbers import Numbering
from ccengine.store.store import Store
from ccengine.store.tasks import Tasks
from ccengine.store.writer import Writer
from ccengine.stream import schemas
from ccengine.stream.relay import Relay
from ccengine.stream.sse import Events
from recorder.serve import Recordings
from reports.ask import Reports
from reports.day import OwnDay
from screenpop.gateway import ScreenGateway, VisitorOf

PAGE = Path(__file__).parents[2] / "screenpop/web/dist"


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What stands behind the doors."""

    access: Access
    announce: Announce
    directory: PgDirectory
    files: FilesOfNode
    engine: Engine
    gateway: ScreenGateway
    link: EventLink
    relay: Relay
    roads: Roads
    rules: RuleKeeper
    store: Store
    writer: Writer

    async def health(self) -> dict[str, bool]:
        return {"pbx": self.link.up, "database": not self.writer.away, "pbx_files": self.files.well}

    def adopt(self, house: House) -> None:
        """The house was changed on the page: calls follow it from the next on, Asterisk's files soon."""
        self.rules.take_over(house)
        self.files.house_changed()


def gateway_for(listen: ListenSettings, access: Access, visitor_of: VisitorOf | None = None) -> ScreenGateway:
    """The gateway that listens where the settings say."""
    return ScreenGateway(
        visitor_of=visitor_of or access.visitor,
        rights_of=access.rights_of,
        origins=listen.origins or own_origins(listen),
        host=listen.screenpop_host,
        port=listen.screenpop_port,
    )


async def open_doors(frame: Frame, behind: Behind) -> None:
    """The route endpoint and the API: from here on we are asked."""
    listen, route = frame.settings.listen, frame.settings.route
    questions = RouteEndpoint(behind.engine, route.token, budget_s=route.budget_ms / 1000)
    asked = listening(questions.app(), listen.route_host, listen.route_port)
    await frame.stack.enter_async_context(asked)
    app = make_app(_parts(frame.settings, behind, questions))
    await frame.stack.enter_async_context(listening(app, listen.http_host, listen.http_port))


def _parts(settings: Settings, behind: Behind, questions: RouteEndpoint) -> Parts:
    listen, store, announce = settings.listen, behind.store, behind.announce
    http = HttpCounts()

    def metrics() -> Iterator[Family]:
        yield from measures.of_engine(behind.engine, up=behind.link.up)
        yield from measures.of_store(behind.writer)
        yield from measures.of_screens(behind.gateway)
        yield from measures.of_roads(behind.roads.couriers.counts, behind.roads.carried())
        yield from measures.of_doors(questions.counts, http, behind.relay)

    return Parts(
        access=behind.access,
        directory=behind.directory,
        house=PgHouse(
            store,
            check=behind.rules.check_in,
            adopt=behind.adopt,
            announce=announce,
            now=wall_ms,
        ),
        applied=behind.files.state,
        phones=behind.files,
        clients=Clients(store, behind.directory, region=settings.desk.region, announce=announce, now=wall_ms),
        contacts=Contacts(store, numbering=Numbering(region=settings.desk.region)),
        desk=behind.engine.people,
        passing=behind.engine.passing,
        dialling=behind.engine.dialling,
        supervision=behind.engine.supervision,
        tell_floor=behind.engine.supervision.tell,
        statuses=behind.engine.people.statuses,
        records=Records(store, announce=announce, now=wall_ms),
        worklist=_worklist(settings, store, announce),
        tasks=Tasks(store, announce=announce, now=wall_ms),
        day=OwnDay(store, zone=settings.desk.zone, now=wall_ms),
        recordings=Recordings(store),
        links=Links(key_in(settings.data)),
        reports=Reports(store),
        rules=behind.rules,
        events=Events(behind.relay),
        contract=schemas,
        webhooks=behind.roads.webhooks,
        health=behind.health,
        metrics=metrics,
        unseen_pops=lambda: behind.gateway.pop_times.unseen,
        http=http,
        numbering=Numbering(region=settings.desk.region),
        page=PAGE,
        screenpop_url=listen.screenpop_url or f"ws://{listen.screenpop_host}:{listen.screenpop_port}/",
        version=__version__,
        secure=listen.secure,
        results=settings.desk.results,
        zone=settings.desk.zone,
    )


def _worklist(settings: Settings, store: Store, announce: Announce) -> Worklist:
    missed = settings.missed
    rules = WorklistRules(
        claim_s=missed.claim_s,
        attempts=missed.attempts,
        postpone_s=missed.postpone_days * 86_400,
        zone=settings.desk.zone,
    )
    return Worklist(store, announce=announce, now=wall_ms, rules=rules)
