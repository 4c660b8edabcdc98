"""Cards on screens: what should lie there is read off the call, what differs is shown or withdrawn.

The first card of a call never waits: it shows what is known when the decision is made. What has
to be fetched (the client, his last calls, an open promise) comes as a later version of it.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from ccengine.core.call import LiveCall
from ccengine.core.cards import consulted, kept, why_gone
from ccengine.core.desk import Card, ClientCard, ContactCard
from ccengine.core.directory import Client
from ccengine.core.errors import TemporaryError
from ccengine.core.facts import Direction
from ccengine.core.links import filled
from ccengine.core.observed import Side
from ccengine.core.ports import Number
from ccengine.core.reasons import Reason, sentence
from ccengine.core.record import direction_of
from ccengine.engine.context import CallContext, Shared

LOOKUP_S = 0.15
"""So long the directory may take before the policy decides without the client."""

LAST_CALLS = 5


class Pops:
    """The contexts of all calls, and the cards that come of them."""

    def __init__(self, shared: Shared, *, show_listening: bool = True) -> None:
        self.contexts: dict[UUID, CallContext] = {}
        self._floor = shared.floor
        self._home = shared.home
        self._ports = shared.ports
        self._counters = shared.counters
        self._show_listening = show_listening
        self._tasks: set[asyncio.Task[None]] = set()

    def context(self, call_id: UUID, number: Number) -> CallContext:
        return self.contexts.setdefault(call_id, CallContext(number))

    def refresh(self, call: LiveCall) -> None:
        """Compare what should lie on the desks with what does; show and withdraw the difference."""
        context = self.contexts.get(call.id)
        if context is None:
            if not any(leg.side is Side.INSIDE for leg in call.members):
                return
            context = self.context(call.id, self._ports.numbering(_outside_number(call)))
            self.spawn(self.enrich(call.id, context))
        elif not context.number.raw and call.root.side is Side.INSIDE:
            self._learn_whom_we_called(call, context)
        if context.client is not None and not call.notes.client:
            call.notes.client = context.client.id
        _note(call, context)
        states = context.cards.read(call)
        for operator, state in states.items():
            shown = context.shown.get(operator)
            card = self._card(call, context, operator, state, shown)
            if card != shown:
                context.shown[operator] = card
                self._ports.screens.show(card)
        for operator in [o for o in context.shown if o not in states]:
            del context.shown[operator]
            reason = why_gone(call, context.cards.desks[operator])
            self._ports.screens.withdraw(operator, call.id, reason)

    def _learn_whom_we_called(self, call: LiveCall, context: CallContext) -> None:
        """The call was placed by an engine before this one, which took the number with it."""
        number = self._ports.numbering(_outside_number(call))
        if number.raw:
            context.number = number
            self.spawn(self.enrich(call.id, context))

    def _card(
        self, call: LiveCall, context: CallContext, operator: str, state: str, shown: Card | None
    ) -> Card:
        root, consulting = call.root, ""
        if state == "consulting":
            state, consulting = "held", self._name(consulted(call, operator))
        elif state in ("talking", "held") and (colleague := kept(call, operator)):
            consulting = self._name(colleague)
        since = shown.since if shown is not None and shown.state == state else self._ports.clock()
        recording, switchable, recording_reasons = self._recording(context, operator)
        direction = direction_of(list(call.members)) if root.start else Direction.INBOUND
        if direction is Direction.INTERNAL and context.number.e164:
            direction = Direction.OUTBOUND  # placed from the page: the client's leg comes later
        return Card(
            call_id=call.id,
            operator=operator,
            state=state,
            direction=direction.value,
            caller="" if call.notes.withheld else context.number.e164 or context.number.raw,
            withheld=call.notes.withheld,
            dialled=root.dialled,
            queue=call.notes.queue,
            why=sentence(context.reasons),
            reasons=context.reasons,
            since=root.start if state == "ringing" and root.start else since,
            client=self._client_card(context.client, context.number, call.id),
            candidates=self._candidates(context, call.id),
            chosen=context.chosen,
            contact=_contact_of(context, operator),
            last_calls=context.last_calls,
            obligation=context.obligation,
            consulting=consulting,
            listening=self._listening(context),
            recording=recording,
            recording_switchable=switchable,
            recording_why=sentence(recording_reasons),
            recording_reasons=recording_reasons,
        )

    def _listening(self, context: CallContext) -> tuple[str, ...]:
        """The supervisors who hear it, by name, where operators are to know."""
        return tuple(sorted(map(self._name, context.listeners))) if self._show_listening else ()

    def _recording(self, context: CallContext, operator: str) -> tuple[str, bool, tuple[Reason, ...]]:
        names = {person.id: person.name for person in self._home.house.operators.values()}
        return context.recording.seen_by(operator, names) if context.recording else ("", False, ())

    def _name(self, operator: str) -> str:
        person = self._home.house.operators.get(operator)
        return person.name if person else operator

    def _candidates(self, context: CallContext, call_id: UUID) -> tuple[ClientCard, ...]:
        """Where there is more than one: who it is must be asked."""
        several = context.candidates if len(context.candidates) > 1 else ()
        cards = (self._client_card(client, context.number, call_id) for client in several)
        return tuple(card for card in cards if card is not None)

    def _client_card(self, client: Client | None, number: Number, call_id: UUID) -> ClientCard | None:
        if client is None:
            return None
        values = {"client": client.id, "number": number.e164, "call": str(call_id)}
        responsible = self._home.house.operators.get(client.responsible)
        life = self._home.lives.get(client.responsible)
        return ClientCard(
            id=client.id,
            name="" if client.provisional else client.name,
            company=client.company,
            language=client.language,
            responsible=client.responsible,
            responsible_name=responsible.name if responsible else "",
            responsible_status=life.status.value if life else "",
            fields=client.card,
            document_url=filled(client.document_url, values),
            report_url=filled(client.report_url, values),
        )

    def number_on(self, operator: str, call_id: UUID) -> Number | None:
        """The outside number of a call that lies on this operator's desk; None for any other call."""
        context = self.contexts.get(call_id)
        if context is None or operator not in context.shown:
            return None
        return Number(raw="") if context.withheld else context.number

    def chosen(self, call_id: UUID, client: Client) -> None:
        """An operator said whose call it is: fact and cards follow."""
        context, call = self.contexts.get(call_id), self._floor.call(call_id)
        if context is None or call is None:
            return
        known = any(c.id == client.id for c in context.candidates)
        context.candidates = tuple(client if c.id == client.id else c for c in context.candidates)
        context.candidates += () if known else (client,)
        context.client, context.chosen = client, True
        context.last_calls, context.obligation, context.looked_up = (), None, True
        call.notes.client = client.id
        self.refresh(call)
        self.spawn(self.enrich(call_id, context))

    async def enrich(self, call_id: UUID, context: CallContext) -> None:
        """Add to the card what the pop did not wait for: the client, his last calls, a promise."""
        try:
            if not context.looked_up:
                await self.look_up(context)
            client, number = context.client, context.number.e164 or context.number.raw
            if number and (client is None or client.provisional):
                context.contacts = await self._ports.cards.contacts(number)
            if client is not None:
                last_calls = await self._ports.cards.last_calls(client.id, LAST_CALLS)
                obligation = await self._ports.cards.open_obligation(client.id)
                if client is context.client:
                    context.last_calls, context.obligation = last_calls, obligation
        except TemporaryError:
            self._counters["cards_not_enriched"] += 1
        call = self._floor.call(call_id)
        if call is not None:
            self.refresh(call)

    async def look_up(self, context: CallContext) -> None:
        """Find the client, or say why he could not be found; and, when nobody is responsible for
        him, who talked last with him, if that is known in the same time."""
        if context.number.e164:
            try:
                async with asyncio.timeout(LOOKUP_S):
                    found = await self._ports.directory.candidates(context.number.e164)
                    if context.looked_up:
                        return  # somebody has said who it is while we asked
                    context.client, context.candidates = found.first, found.clients
                    context.chosen = found.chosen
                    if context.client is not None and not context.client.responsible:
                        context.last_operator = await self._ports.cards.last_operator(context.client.id)
            except (TimeoutError, TemporaryError) as error:
                if context.client is not None:
                    self._counters["last_operators_unknown"] += 1
                    context.looked_up = True
                    return
                context.problem = f"the directory could not be asked ({type(error).__name__})"
                self._counters["lookups_failed"] += 1
                return
        context.looked_up = True

    def sealed(self, call_id: UUID) -> None:
        """The call is over: what still lies on desks goes. A note that is open stays open there."""
        context = self.contexts.pop(call_id, None)
        for operator in context.shown if context else ():
            self._ports.screens.withdraw(operator, call_id, "done")

    def merged(self, call_id: UUID, into: UUID) -> None:
        """The call turned out to be part of another: that one's cards speak for both."""
        context = self.contexts.pop(call_id, None)
        if context is None:
            return
        for operator in context.shown:
            self._ports.screens.withdraw(operator, call_id, "moved")
        context.shown.clear()
        self.contexts.setdefault(into, context)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def aclose(self) -> None:
        """End what is still being looked up."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _note(call: LiveCall, context: CallContext) -> None:
    """What no leg tells: from this engine's decisions, or from those of one before it."""
    call.notes.queue = call.notes.queue or context.queue
    call.notes.withheld |= context.withheld
    call.notes.after_hours = context.after_hours


def _contact_of(context: CallContext, operator: str) -> ContactCard | None:
    """Who it is by this operator's address books, his own first, where the number is no client's."""
    if context.client is not None and not context.client.provisional:
        return None
    visible = [contact for contact in context.contacts if contact.owner in ("", operator)]
    return max(visible, key=lambda contact: contact.owner == operator, default=None)


def _outside_number(call: LiveCall) -> str:
    return next((leg.number for leg in call.members if leg.side is Side.OUTSIDE), "")
