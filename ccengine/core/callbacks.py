"""Who asked to be called back, and whose turn it is. Pure: time and the house are passed in.

A promised client keeps his place: he stands in his queue from the moment he entered it, though his
line is free. When an operator of that queue is available, the client is called unless somebody who
still waits on the line came before him.

The database knows the same people: an open obligation whose missed call was left by asking for it.
So ``agree`` brings back what an engine before this one knew, and drops whom somebody has meanwhile
talked to. What the database has not heard of yet stays.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

OPERATOR_PAUSE_MS = 15_000
"""An operator who did not pick up is let alone by this client for so long."""

GONE_MS = 40_000
"""A call that was placed this long ago, and that the PBX knows nothing of, never came to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """``call_id`` is the call in which he asked, ``since`` when he entered the queue, ``asked`` when he
    pressed the key. ``tries`` are calls to him that he did not answer; the next one is not before
    ``not_before``. ``client`` and ``responsible`` are ids, or empty. All times are UTC milliseconds.
    """

    call_id: UUID
    queue: str
    number: str
    since: int
    asked: int
    client: str = ""
    responsible: str = ""
    tries: int = 0
    not_before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRules:
    """``attempts``: so often is he called; ``retry_ms`` lies between two calls; ``keep_ms``: after that
    he is only on the list of promises, as after the last attempt."""

    attempts: int = 2
    retry_ms: int = 300_000
    keep_ms: int = 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """This operator is to call this client now, or does so since ``at``."""

    promise: Promise
    operator: str
    at: int


@dataclass(slots=True)
class Callbacks:
    """All promises of one node that are to be kept by the engine itself."""

    rules: CallbackRules = CallbackRules()
    promises: dict[UUID, Promise] = field(default_factory=dict)
    confirmed: set[UUID] = field(default_factory=set)
    """Those that the database has had: what it no longer has is settled."""
    calling: dict[UUID, Turn] = field(default_factory=dict)
    """By the id of the call that was placed for it."""
    talks: dict[str, tuple[UUID, int]] = field(default_factory=dict)
    """By number and by client: the call in which he last talked to us, and until when. The database
    may hear of it later, and an engine may know of a talk before it knows of the promise."""
    spared: dict[tuple[UUID, str], int] = field(default_factory=dict)
    """(promise, operator) -> until when this operator is not asked again."""

    def promise(self, promise: Promise) -> None:
        """He asked, just now."""
        self.promises.setdefault(promise.call_id, promise)

    def agree(self, known: Iterable[Promise], now: int) -> None:
        """What the database has. Its count of attempts includes those by people."""
        theirs = {promise.call_id: promise for promise in known if not self._is_kept(promise)}
        for call_id in self.confirmed - theirs.keys():
            self.promises.pop(call_id, None)
        for call_id, promise in theirs.items():
            ours = self.promises.get(call_id)
            self.promises[call_id] = promise if ours is None else _merged(promise, ours)
        self.confirmed = set(theirs)
        self._forget(now)

    def turns(
        self, free: Mapping[str, Sequence[str]], waiting: Mapping[str, int], busy: frozenset[str], now: int
    ) -> list[Turn]:
        """Whose turn it is now, first come first. ``free``: by queue, who may be rung, in the order in
        which they should be; ``waiting``: by queue, since when the first one on the line waits;
        ``busy``: the numbers that are in a call."""
        self._forget(now)
        under_way = {turn.promise.call_id for turn in self.calling.values()}
        taken: set[str] = set()
        found: list[Turn] = []
        for promise in sorted(self.promises.values(), key=lambda p: (p.since, p.call_id.int)):
            first = waiting.get(promise.queue)
            if promise.call_id in under_way or promise.number in busy or now < promise.not_before:
                continue
            if first is not None and first < promise.since:
                continue
            operator = self._for(promise, [o for o in free.get(promise.queue, ()) if o not in taken], now)
            if operator:
                taken.add(operator)
                found.append(Turn(promise=promise, operator=operator, at=now))
        return found

    def _for(self, promise: Promise, free: Sequence[str], now: int) -> str:
        """His responsible, if he may be rung, else whose turn it is."""
        able = [o for o in free if now >= self.spared.get((promise.call_id, o), 0)]
        return promise.responsible if promise.responsible in able else next(iter(able), "")

    def placed(self, call_id: UUID, turn: Turn) -> None:
        """The call was placed under this id."""
        self.calling[call_id] = turn

    def lost(self, live: Container[UUID], now: int) -> None:
        """Calls that were placed and never came to be. ``live``: those that the PBX has."""
        for call_id, turn in list(self.calling.items()):
            if call_id not in live and now - turn.at >= GONE_MS:
                self.ended(call_id, client_rung=False, now=now)

    def ended(self, call_id: UUID, *, client_rung: bool, now: int) -> None:
        """The call that was placed is over, and nobody talked to the client. Where his phone was not
        even rung, he noticed nothing, and another operator may try."""
        turn = self.calling.pop(call_id, None)
        if turn is None:
            return
        if not client_rung:
            self.spared[turn.promise.call_id, turn.operator] = now + OPERATOR_PAUSE_MS
            return
        ours = self.promises.get(turn.promise.call_id)
        if ours is not None:
            later = replace(ours, tries=ours.tries + 1, not_before=now + self.rules.retry_ms)
            self.promises[later.call_id] = later
            self._forget(now)

    def talked(self, call_id: UUID, number: str, client: str, *, until: int) -> None:
        """Somebody talked to the client, in the call that was placed or in another one. That he talked
        before he asked, in the same call or in an earlier one of which we hear late, keeps no promise."""
        turn = self.calling.pop(call_id, None)
        names = {number, client, *((turn.promise.number, turn.promise.client) if turn is not None else ())}
        for name in names - {""}:
            self.talks[name] = max((call_id, until), self.talks.get(name, (call_id, 0)), key=lambda t: t[1])
        for promise in list(self.promises.values()):
            if self._is_kept(promise):
                del self.promises[promise.call_id]

    def _is_kept(self, promise: Promise) -> bool:
        talks = (self.talks[name] for name in (promise.number, promise.client) if name in self.talks)
        return any(call != promise.call_id and promise.asked <= until for call, until in talks)

    def _forget(self, now: int) -> None:
        """Who was called often enough, or asked too long ago, stays a promise for people to keep."""
        for promise in list(self.promises.values()):
            if promise.tries >= self.rules.attempts or now - promise.asked >= self.rules.keep_ms:
                del self.promises[promise.call_id]
        self.talks = {name: talk for name, talk in self.talks.items() if now - talk[1] < self.rules.keep_ms}
        self.spared = {key: until for key, until in self.spared.items() if until > now}


def _merged(theirs: Promise, ours: Promise) -> Promise:
    return replace(
        theirs,
        since=min(theirs.since, ours.since),
        tries=max(theirs.tries, ours.tries),
        not_before=max(theirs.not_before, ours.not_before),
    )
