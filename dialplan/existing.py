"""The house of an Asterisk that others have set up: operators, queues and dialled numbers.

``read(texts)`` looks at pjsip.conf, sip.conf and users.conf for people's phones (they log in: an
authentication of their own and no fixed address), at queues.conf for queues and their members, and
at the contexts into which trunks lead for the numbers that callers dial. What it cannot read it
says, with the place; nothing is guessed but what is said to be chosen.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ccengine.core.directory import DialledNumber, Hours, House, Operator, Queue
from dialplan.asterisk_files import Place, Reader, Section, Trouble
from dialplan.walk import Context, Walk, Way, contexts_of, globals_of

FIRST_CHOSEN = 900
"""Queues that nobody dials get numbers from here on."""

STRATEGIES = {"roundrobin": "rrmemory"}  # Asterisk's own new name for an old one
NOT_READ = ("extensions.ael", "extensions.lua", "pjsip_wizard.conf", "iax.conf", "chan_dahdi.conf")

_CALLER_ID = re.compile(r'\s*"?(?P<name>[^"<]*?)"?\s*(?:<(?P<number>[^>]*)>)?\s*')
_INTERNAL = re.compile(r"[0-9]{2,6}")
_DIALLED = re.compile(r"\+?(?P<digits>[0-9]{2,15})")
_QUIET = frozenset({"h", "i", "t", "e", "o", "a", "T", "failed", "fax"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A device that logs in, or (``trunk``) one with an address of its own."""

    name: str
    device: str
    place: Place
    shown: str = ""
    number: str = ""
    context: str = ""
    trunk: bool = False


@dataclass(slots=True, kw_only=True)
class Existing:
    """What was found. ``devices``: which device an operator has today; ``chosen``: what was not
    there and was chosen, in words."""

    house: House = field(default_factory=House)
    devices: dict[str, str] = field(default_factory=dict)
    chosen: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def read(texts: Mapping[str, str], *, root: str = "/etc/asterisk", zone: str = "UTC") -> Existing:
    """``texts`` by their path below ``root``; ``zone`` is that of the numbers' hours."""
    return _Reading(texts, root, zone).whole()


class _Reading:
    def __init__(self, texts: Mapping[str, str], root: str, zone: str) -> None:
        self._texts = texts
        self._reader = Reader(texts, root=root)
        self._zone = zone
        self._found = Existing()
        self._operators: dict[str, Operator] = {}
        self._queues: dict[str, Queue] = {}
        self._waits: dict[str, int] = {}

    def whole(self) -> Existing:
        phones = [*self._pjsip(), *self._sip(), *self._users()]
        sections = self._reader.sections("extensions.conf")
        contexts = contexts_of(sections)
        walk = Walk(contexts, globals_of(sections))
        trunks = [phone for phone in phones if phone.trunk]
        people = [phone for phone in phones if not phone.trunk]
        inside = self._inside(walk, people)
        self._people(people, inside)
        self._waiting_rooms(inside)
        numbers = self._numbers(walk, contexts, trunks)
        queues = {
            ident: replace(queue, wait_s=self._waits.get(ident) or queue.wait_s)
            for ident, queue in self._queues.items()
        }
        self._found.house = House(operators=self._operators, queues=queues, numbers=numbers)
        for name in NOT_READ:
            if self._texts.get(name, "").strip():
                self._trouble(Place(file=name, line=1), "files of this kind are not read")
        self._found.troubles += self._reader.troubles
        self._found.troubles.sort(key=lambda trouble: (trouble.place.file, trouble.place.line))
        return self._found

    def _trouble(self, place: Place, reason: str) -> None:
        self._found.troubles.append(Trouble(place=place, reason=reason))

    # Phones ------------------------------------------------------------------------------------

    def _pjsip(self) -> Iterable[Phone]:
        """Endpoints: a person's has an authentication, and an address that the phone registers."""
        sections = [section for section in self._reader.sections("pjsip.conf") if not section.is_template]
        addresses = {s.name: s for s in sections if s.get("type") == "aor"}
        logins = {s.name for s in sections if s.get("type") == "auth"}
        known_by_address = {s.get("endpoint") for s in sections if s.get("type") == "identify"}
        for section in (s for s in sections if s.get("type") == "endpoint"):
            aors = [addresses[name] for name in _words(section.get("aors")) if name in addresses]
            fixed = any(aor.get("contact") for aor in aors)
            trunk = fixed or section.name in known_by_address or bool(section.get("outbound_auth"))
            phone = _phone(section, f"PJSIP/{section.name}", trunk=trunk)
            if trunk:
                yield phone
            elif not aors:
                self._trouble(section.place, f"the endpoint {section.name} has no aor: nothing to ring")
            elif section.get("auth") not in logins:
                self._trouble(section.place, f"the endpoint {section.name} has no auth: nobody logs in there")
            else:
                yield phone

    def _sip(self) -> Iterable[Phone]:
        for section in self._reader.sections("sip.conf"):
            if section.is_template or section.name in ("general", "authentication"):
                continue
            if section.get("type") not in ("friend", "peer", "user"):
                self._trouble(section.place, f"[{section.name}] has no type of friend, peer or user")
                continue
            trunk = section.get("host", "dynamic").lower() != "dynamic"
            yield _phone(section, f"SIP/{section.name}", trunk=trunk)

    def _users(self) -> Iterable[Phone]:
        for section in self._reader.sections("users.conf"):
            if section.is_template or section.name == "general":
                continue
            if section.get("hassip", "no").lower() not in ("yes", "true", "1", "on"):
                self._trouble(section.place, f"the user {section.name} has no SIP phone (hassip)")
                continue
            phone = _phone(section, f"SIP/{section.name}", trunk=section.get("host", "dynamic") != "dynamic")
            shown = section.get("fullname") or phone.shown
            yield replace(phone, shown=shown, number=section.get("cid_number") or phone.number)

    # Operators and queues --------------------------------------------------------------------------

    def _inside(self, walk: Walk, people: Iterable[Phone]) -> dict[str, str]:
        """What colleagues dial: the device or the queue that each number leads to."""
        inside: dict[str, str] = {}
        for context in dict.fromkeys(phone.context for phone in people):
            for exten, (_, extension) in walk.extensions(context).items():
                if not _INTERNAL.fullmatch(exten):
                    continue
                way = walk.way(context, exten)
                devices = way.devices or tuple(extension.hint.split("&")) if not way.queue else ()
                self._waits_in(way)
                target = f"queue {way.queue}" if way.queue else devices[0] if len(devices) == 1 else ""
                inside.setdefault(exten, target)
        return inside

    def _people(self, people: Iterable[Phone], inside: Mapping[str, str]) -> None:
        dialled = {device.upper(): exten for exten, device in reversed(list(inside.items()))}
        taken: dict[str, str] = {}
        for phone in people:
            ident, forms = (
                _ident(phone.name),
                (phone.number, dialled.get(phone.device.upper(), ""), phone.name),
            )
            extension = next((form for form in forms if _INTERNAL.fullmatch(form)), "")
            if not extension:
                self._trouble(
                    phone.place, f"nobody can dial {phone.device}: no number of 2 to 6 digits leads there"
                )
            elif ident in self._operators:
                self._trouble(
                    phone.place, f"{phone.device}: there is another {ident} ({self._found.devices[ident]})"
                )
            elif extension in taken:
                self._trouble(
                    phone.place, f"{phone.device}: its number {extension} is that of {taken[extension]}"
                )
            else:
                taken[extension] = ident
                name = phone.shown or phone.name
                self._operators[ident] = Operator(id=ident, name=name, extension=extension)
                self._found.devices[ident] = phone.device

    def _waiting_rooms(self, inside: Mapping[str, str]) -> None:
        dialled = {target: exten for exten, target in reversed(list(inside.items()))}
        taken = {person.extension for person in self._operators.values()} | {*inside}
        free = (str(n) for n in range(FIRST_CHOSEN, 10_000) if str(n) not in taken)
        for section in self._reader.sections("queues.conf"):
            if section.is_template or section.name == "general":
                continue
            ident = _ident(section.name, "q")
            extension = dialled.get(f"queue {section.name}", "")
            if not extension:
                extension = next(free)
                self._found.chosen.append(
                    f"the queue {ident} gets the number {extension}: nobody dials it today"
                )
            self._queues[ident] = self._queue(section, ident, extension)
            self._members(section, ident)

    def _queue(self, section: Section, ident: str, extension: str) -> Queue:
        strategy = section.get("strategy", "ringall")
        usual = Queue(id=ident, name=section.name, extension=extension)
        return replace(
            usual,
            strategy=STRATEGIES.get(strategy, strategy),
            ring_s=_whole(section.get("timeout"), usual.ring_s),
            wrap_up_s=_whole(section.get("wrapuptime"), usual.wrap_up_s),
            announce_s=_whole(section.get("announce-frequency"), usual.announce_s),
        )

    def _members(self, section: Section, ident: str) -> None:
        owners = {device.upper(): operator for operator, device in self._found.devices.items()}
        numbers = {person.extension: person.id for person in self._operators.values()}
        for line in section.all("member"):
            device = line.value.split(",")[0].strip()
            kind, _, rest = device.partition("/")
            number = re.split(r"[@/]", rest)[0]
            operator = owners.get(device.upper()) or (
                numbers.get(number) if kind.upper() == "LOCAL" else None
            )
            if operator is None:
                self._trouble(line.place, f"the member {device[:60]} is no operator that was found")
                continue
            person = self._operators[operator]
            if ident not in person.queues:
                self._operators[operator] = replace(person, queues=(*person.queues, ident))

    # Numbers -----------------------------------------------------------------------------------------

    def _numbers(
        self, walk: Walk, contexts: Mapping[str, Context], trunks: Iterable[Phone]
    ) -> dict[str, DialledNumber]:
        numbers: dict[str, DialledNumber] = {}
        for trunk in {phone.context: phone for phone in trunks}.values():
            if trunk.context not in contexts:
                self._trouble(
                    trunk.place, f"calls from {trunk.device} go to [{trunk.context}], which is not here"
                )
                continue
            for place in contexts[trunk.context].switches:
                self._trouble(place, "what a switch answers is known only while a call runs")
            for exten, (context, extension) in walk.extensions(trunk.context).items():
                name = exten.partition("/")[0]
                match = _DIALLED.fullmatch(name)
                if match is None:
                    self._no_number(name, extension.place)
                elif match["digits"] not in numbers:
                    number = self._number(walk, context, exten, match["digits"], extension.place)
                    numbers |= {match["digits"]: number} if number else {}
        return numbers

    def _waits_in(self, way: Way) -> None:
        """How long callers wait in a queue is said where they are sent there: the longest counts."""
        ident = _ident(way.queue, "q")
        self._waits[ident] = max(way.queue_s, self._waits.get(ident, 0))

    def _no_number(self, name: str, place: Place) -> None:
        if name.startswith("_"):
            self._trouble(place, f"{name} is a pattern; which numbers do callers dial? Add them by hand")
        elif name == "s":
            self._trouble(place, "calls without a dialled number (s) are not imported: let the trunk send it")
        elif name not in _QUIET:
            self._trouble(place, f"{name[:40]} is no number that callers dial")

    def _number(
        self, walk: Walk, context: str, exten: str, digits: str, place: Place
    ) -> DialledNumber | None:
        way = walk.way(context, exten)
        owners = {device.upper(): operator for operator, device in self._found.devices.items()}
        static = tuple(owners[device.upper()] for device in way.devices if device.upper() in owners)
        queue = _ident(way.queue, "q") if way.queue else ""
        if not queue and len(self._queues) == 1:
            queue = next(iter(self._queues))
            self._found.chosen.append(
                f"the number {digits} gets the queue {queue}: it names none, and there is no other"
            )
        if queue not in self._queues:
            said = f"the queue {queue}, which was not found" if queue else "no queue that can be read"
            self._trouble(place, f"the number {digits} leads to {said}")
            return None
        self._waits_in(way)
        usual = DialledNumber(number=digits, name=digits, queue=queue, hours=Hours(zone=self._zone))
        return replace(usual, static_route=static, ring_s=way.ring_s or usual.ring_s)


def _phone(section: Section, device: str, *, trunk: bool) -> Phone:
    caller = _CALLER_ID.fullmatch(section.get("callerid"))
    return Phone(
        name=section.name,
        device=device,
        place=section.place,
        shown=re.sub(r"[\x00-\x1f\x7f]", "", caller["name"] or "").strip() if caller else "",
        number=(caller["number"] or "").strip() if caller else "",
        context=section.get("context", "default"),
        trunk=trunk,
    )


def _ident(name: str, before: str = "op") -> str:
    """An id made of a device's or a queue's name: ``101`` is ``op101``."""
    plain = re.sub(r"[^A-Za-z0-9_]", "_", name)
    return plain[:32] if plain[:1].isalpha() else f"{before}{plain}"[:32]


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _whole(text: str, usual: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else usual
