"""One node's service, put together: the only place where the rooms meet.

``Service.run`` brings the parts up in the order in which they need each other, and takes them
down the other way round, however it ends: database, lease, log; the engine with what it has to
remember; the two AMI links; the doors (route endpoint, API, screens); the recorder. Until all
is up a caller rings the static route, as with a dead engine.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from ami.cel_file import CelFile
from ami.control import ControlLink
from ami.link import EventLink
from ami.snapshot import Snapshot
from ami.standing import phones, standing
from ami.translate import WANTED, Topology, Translator
from ccengine.access import Access, shared_key
from ccengine.api.phones import PhoneRemote
from ccengine.app.board import Pulse, open_board
from ccengine.app.doors import Behind, gateway_for, open_doors
from ccengine.app.files import FilesOfNode
from ccengine.app.frame import Frame, for_ever, wall_ms
from ccengine.app.plan import keeper_of
from ccengine.app.roads import keep_promises, open_roads, shared_screens
from ccengine.app.truth import keep_true
from ccengine.board.keeper import BoardKeeper
from ccengine.core.callbacks import CallbackRules
from ccengine.core.desk import Screens
from ccengine.core.directory import CLIENT, OPERATOR, DiallingRules
from ccengine.core.errors import SettingsError
from ccengine.core.facts import Mark
from ccengine.core.ids import is_issued
from ccengine.core.ports import LogEntry
from ccengine.core.presence import PresenceRules
from ccengine.engine.context import Ports
from ccengine.engine.node import Engine
from ccengine.engine.rules import RuleKeeper
from ccengine.ledger.attention import Attention
from ccengine.ledger.recovery import Gap, gap_of
from ccengine.settings import Settings
from ccengine.store.callbacks import PgCallbacks
from ccengine.store.desk import PgCards
from ccengine.store.desk_log import Announce
from ccengine.store.directory import PgDirectory
from ccengine.store.embedded import EmbeddedPostgres
from ccengine.store.lease import Lease
from ccengine.store.log import PgLog
from ccengine.store.migrate import migrate
from ccengine.store.numbers import Numbering, calling_code
from ccengine.store.rules import PgRules
from ccengine.store.store import Store
from ccengine.store.writer import Writer
from ccengine.stream.relay import Relay
from dialplan.plan import SOUNDS, own_sounds
from recorder.ingest import Recorder
from screenpop.gateway import ScreenGateway

log = logging.getLogger(__name__)

_ENDED = ("call.sealed", "call.corrected")

TICK_S = 0.25
CHECKPOINT_S = 20.0
GAP_MARGIN_MS = 5_000


class Service:
    """Everything that ``ccengine serve`` runs."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        node = settings.node
        for name in ("events_secret", "control_secret"):
            if not getattr(node, name):
                raise SettingsError(f"[node] {name} is empty; give the secret that is in manager.conf")
        if not settings.route.token:
            raise SettingsError("[route] token is empty; Asterisk's token file holds it")
        self.numbering = Numbering(region=settings.desk.region)
        self.topology = Topology(trunks=node.trunks)
        self.engine: Engine
        self.store: Store
        self.access: Access
        self.writer: Writer
        self.board: BoardKeeper
        self._cel = CelFile(Path(node.cel_file), self.topology) if node.cel_file else None
        self._attention = Attention()
        self._late_ms = 0
        self._frame = Frame(settings)

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until cancelled. ``ready`` is called when every door is open."""
        async with self._frame.stack, asyncio.TaskGroup() as tasks:
            work = self._frame.work
            try:
                await self._bring_up()
            except BaseException:
                for coroutine in work.values():
                    coroutine.close()
                raise
            for name, coroutine in work.items():
                tasks.create_task(for_ever(name, coroutine), name=name)
            ready()

    # --- bringing up ----------------------------------------------------------------------------

    async def _bring_up(self) -> None:
        """Build and open everything, each part after those it needs."""
        frame = self._frame
        await self._open_database()
        gateway = await frame.stack.enter_async_context(gateway_for(self.settings.listen, self.access))
        screens = await shared_screens(frame, gateway)
        relay = Relay(self.store)

        def announce(entries: Sequence[LogEntry]) -> None:
            relay.committed(entries)
            self.board.told(entries)
            if any(entry.type.startswith("obligation.") for entry in entries):
                screens.obligations_changed()
            if any(entry.type == "house.changed" for entry in entries):
                screens.house_changed()

        recorder = self._recorder(announce)
        if recorder is not None:
            frame.work["recorder"] = recorder.run()
        keep_promises(frame, self.store, announce)
        log_of_node, lease = await self._open_log(announce, recorder)
        directory = PgDirectory(self.store)
        await directory.begin_dialling(self._dialling())
        frame.work["directory"] = directory.keep()
        link = await self._open_engine(directory, gateway, screens, lease, log_of_node)
        rules = PgRules(self.store, announce=announce, now=wall_ms)
        sounds = {*SOUNDS, *own_sounds(self.settings.pbx.sounds)}
        keeper = RuleKeeper(self.engine, rules, sounds)
        frame.work["rules"] = keeper.follow()
        await self._recover(directory, link)
        behind = Behind(
            access=self.access,
            announce=announce,
            directory=directory,
            files=self._keep_files(),
            engine=self.engine,
            gateway=gateway,
            link=link,
            relay=relay,
            roads=await open_roads(frame, self.store, relay),
            rules=keeper,
            store=self.store,
            writer=self.writer,
        )
        await open_doors(frame, behind)

    def _keep_files(self) -> FilesOfNode:
        """Asterisk's files follow the house, where this machine is to see to it."""
        files = FilesOfNode(self.settings, self.store)
        self._frame.work["files"] = files.follow()
        if self.settings.pbx.apply_to:
            self._frame.work["files-keeper"] = keeper_of(self.settings, self.store).run()
        return files

    async def _open_database(self) -> None:
        """PostgreSQL, ours or a given one, with its tables; and who may log in."""
        dsn = self.settings.database.dsn
        if not dsn:
            postgres = EmbeddedPostgres(self.settings.data)
            dsn = await postgres.start()
            self._frame.stack.push_async_callback(postgres.stop)
            self._frame.work["postgres"] = postgres.run()
        await migrate(dsn)
        self.store = await self._frame.stack.enter_async_context(Store(dsn))
        self.access = Access(self.store, screenpop_key=await shared_key(self.store))

    async def _open_log(self, announce: Announce, recorder: Recorder | None) -> tuple[PgLog, Lease]:
        """Own the node, and write its stream."""
        node = self.settings.node.name
        lease = Lease(self.store, node=node, holder=self._installation())
        epoch = await lease.acquire()
        self._frame.stack.push_async_callback(lease.release)
        log_of_node = PgLog(self.store, node=node, epoch=epoch, numbering=self.numbering, announce=announce)

        def committed(entries: Sequence[LogEntry]) -> None:
            announce(entries)
            for entry in entries:
                if recorder is not None and entry.type in _ENDED and entry.call_id is not None:
                    recorder.sealed(entry.call_id)

        self.writer = Writer(
            log_of_node, self.settings.data / "spool", node=node, epoch=epoch, on_committed=committed
        )
        self._frame.stack.push_async_callback(self.writer.aclose)
        self._frame.work["lease"] = lease.run()
        self._frame.work["writer"] = self.writer.run()
        return log_of_node, lease

    async def _open_engine(
        self,
        directory: PgDirectory,
        gateway: ScreenGateway,
        screens: Screens,
        lease: Lease,
        log_of_node: PgLog,
    ) -> EventLink:
        """The engine between its two links."""
        control, link = self._control(lease), self._link()
        self._frame.stack.push_async_callback(control.close)
        self._frame.stack.push_async_callback(link.aclose)
        ports = Ports(
            directory=directory,
            numbering=self.numbering,
            cards=PgCards(self.store),
            screens=screens,
            pbx=control,
            phones=PhoneRemote(),
            publish=self._publish,
            expect_channel=link.expect_channel,
            clock=wall_ms,
        )
        node = self.settings.node.name
        last_seq = await log_of_node.last_seq(node)
        callback = self.settings.callback
        rules = CallbackRules(attempts=callback.attempts, retry_ms=callback.retry_s * 1000)
        self.engine = Engine(
            node,
            ports,
            await directory.house(),
            last_seq=last_seq,
            callbacks=rules,
            presence=PresenceRules(away_ms=self.settings.desk.away_s * 1000),
            parked_s=self.settings.desk.parked_s,
            show_listening=self.settings.desk.show_listening,
        )
        self._frame.stack.push_async_callback(self.engine.aclose)
        pulse = Pulse(link, control, self.writer, lambda: self._late_ms)
        self.board = await open_board(self._frame, self.engine, gateway, self.store, self.numbering, pulse)
        self._frame.work.update(
            {
                "event-link": link.run(),
                "control-link": control.run(),
                "seats": self.engine.seats.keep(),
                "ticks": self._tick(link),
                "truth": keep_true(self.engine, link),
                "callbacks": self.engine.recalls.agree(PgCallbacks(self.store, node, rules)),
            }
        )
        if self._cel is not None:
            self._frame.work["cel-checkpoints"] = self._checkpoints(self._cel)
        return link

    def _publish(self, entries: Sequence[LogEntry]) -> None:
        """The board hears at once what the log will: it must not wait for a commit."""
        self.writer.put(entries)
        self.board.told(entries)

    def _dialling(self) -> DiallingRules:
        """What may be called before anybody has said so on the page: a country stands for all numbers
        that begin as its own do."""
        asked = self.settings.dialling
        places = asked.allowed or (self.settings.desk.region,)
        return DiallingRules(
            allowed=tuple(place if place.startswith("+") else calling_code(place) for place in places),
            per_hour=asked.per_hour,
            at_once=asked.at_once,
            first=CLIENT if asked.client_first else OPERATOR,
        )

    def _installation(self) -> str:
        """The name of this installation, made once: it may take its own lease back at once."""
        path = self.settings.data / "installation"
        if not path.exists():
            self.settings.data.mkdir(parents=True, exist_ok=True)
            path.write_text(secrets.token_hex(8))
        return path.read_text()

    def _recorder(self, announce: Announce) -> Recorder | None:
        folder = self.settings.node.recordings
        return Recorder(self.store, Path(folder), announce) if folder else None

    def _control(self, lease: Lease) -> ControlLink:
        node = self.settings.node
        return ControlLink(
            host=node.ami_host,
            port=node.ami_port,
            username=node.control_user,
            secret=node.control_secret,
            before_act=lease.check,
            caller_number=self.settings.pbx.caller_number,
        )

    def _link(self) -> EventLink:
        node = self.settings.node
        translator = Translator(self.topology)

        def on_frames(frames: list[Any]) -> None:
            self._attention.beat(time.monotonic(), wall_ms())
            heard = [seen for frame in frames for seen in translator.translate(frame)]
            for mark, seen in groupby(heard, key=lambda one: self._attention.mark(one.at)):
                self.engine.feed(seen, mark)
            last = max((one.at for one in heard), default=0)
            self._attention.took(last)
            self._late_ms = max(0, wall_ms() - last) if last else self._late_ms

        return EventLink(
            host=node.ami_host,
            port=node.ami_port,
            username=node.events_user,
            secret=node.events_secret,
            systemname=node.systemname,
            wanted=WANTED,
            on_frames=on_frames,
            on_up=self._link_up,
            on_down=self._link_down,
        )

    # --- gaps -----------------------------------------------------------------------------------

    async def _recover(self, directory: PgDirectory, link: EventLink) -> None:
        """Read what happened while no engine was here, before anything new is heard."""
        now = wall_ms()
        gap: Gap = await gap_of(self.store, self.settings.node.name, now)
        self.engine.forget_legs(gap.sealed_legs)
        for note in gap.notes:
            self.engine.ports.screens.note(note)
        for operator in gap.operators:
            self.engine.presence.remember(operator)
        self.engine.dialling.remember(gap.placed)
        for call in gap.open_calls:
            client = await directory.by_id(call.client) if call.client else None
            self.engine.remember(call, client, self.numbering(call.caller))
        if self._cel is not None:
            self._cel.checkpoint(now)
            seen = await asyncio.to_thread(self._cel.since, gap.since)
            self.engine.feed(seen, Mark.RECOVERED)
        for leg in self.engine.floor.legs:
            if is_issued(leg):
                link.expect_channel(leg)
        self._attention.took(now)

    def _link_up(self, snapshot: Snapshot) -> None:
        """The link is here again: first what the PBX wrote down meanwhile, then who is there."""
        if self._cel is not None:
            self.engine.feed(self._cel.since(self._attention.heard - GAP_MARGIN_MS), Mark.RECOVERED)
        self.engine.feed(standing(snapshot, self.topology, wall_ms()), Mark.RECOVERED)
        self.engine.feed(phones(snapshot, self.topology, wall_ms()))
        self.engine.unheard(logged=self._cel is not None)
        if "CoreShowChannels" not in (*snapshot.torn, *snapshot.refused):
            present = {channel.uniqueid for channel in snapshot.channels}
            reason = "the connection to the PBX was down when it ended"
            self.engine.reconcile(present, snapshot.asked, reason)
        self.engine.seats.are({(m.queue, m.interface.partition("/")[2]): m.paused for m in snapshot.members})

    def _link_down(self, reason: str) -> None:
        log.warning("calls go on without us: %s", reason)
        self.engine.presence.unheard()

    async def _checkpoints(self, cel: CelFile) -> None:
        while True:
            cel.checkpoint(wall_ms())
            await asyncio.sleep(CHECKPOINT_S)

    async def _tick(self, link: EventLink) -> None:
        while True:
            now = wall_ms()
            self._attention.beat(time.monotonic(), now)
            if link.up:
                self._attention.quiet(now)
            self.engine.tick()
            self._watch_for_forgery(link.hostile.total())
            await asyncio.sleep(TICK_S)

    def _watch_for_forgery(self, forged: int) -> None:
        if forged > self.engine.counters["forged_events"]:
            log.warning("a caller writes into the event stream: %d forged events dropped so far", forged)
            self.engine.counters["forged_events"] = forged
