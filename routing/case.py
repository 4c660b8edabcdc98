"""A situation together with the steps taken so far: what the rules ask, in their own words."""

from dataclasses import dataclass
from functools import cached_property

from ccengine.core.directory import Queue
from ccengine.core.facts import Step
from ccengine.core.rules import Rule, When
from routing.hours import is_open
from routing.situation import Situation

_RING_S = 20

_ENDED = {
    "NOANSWER": "no_answer",
    "BUSY": "was_busy",
    "CHANUNAVAIL": "not_reached",
    "CONGESTION": "not_reached",
    "JOINEMPTY": "had_nobody",
    "LEAVEEMPTY": "had_nobody_left",
    "TIMEOUT": "not_in_time",
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """``now``, and what was ``taken`` for this call already."""

    now: Situation
    taken: tuple[Step, ...] = ()

    # --- the client -------------------------------------------------------------------------------

    @property
    def responsible(self) -> str:
        return self.now.client.responsible if self.now.client else ""

    @property
    def deputy(self) -> str:
        return self.now.client.deputy if self.now.client else ""

    @property
    def language(self) -> str:
        return self.now.client.language if self.now.client else ""

    def client_name(self) -> str:
        client = self.now.client
        return (client.company or client.name) if client else ""

    def department(self) -> str:
        """The department of the client's responsible."""
        person = self.now.house.operators.get(self.responsible)
        return person.department if person else ""

    # --- time -------------------------------------------------------------------------------------

    @cached_property
    def open(self) -> bool:
        """By the dialled number's own hours."""
        return self.now.number is None or is_open(self.now.number.hours, self.now.at)

    def is_open(self, calendar: str) -> bool:
        """By a calendar of the book; empty: the dialled number's own hours."""
        hours = self.now.house.rules.calendars.get(calendar)
        return is_open(hours, self.now.at) if hours else self.open

    def may_ring_people(self, rule: Rule) -> bool:
        """Outside working hours nobody is rung, unless the rule says that this is its time."""
        return self.open or rule.when.hours != ""

    # --- what was tried ---------------------------------------------------------------------------

    def times(self, kind: str, target: str) -> int:
        """So often a step of that kind was taken with that target."""
        return sum(step.kind == kind and target in step.targets for step in self.taken)

    def ended(self, target: str) -> str:
        """How trying that operator or queue ended, as a phrase; only of the last step it is known."""
        last = bool(self.taken) and target in self.taken[-1].targets
        return _ENDED.get(self.now.last_result if last else "", "was_tried")

    # --- people and queues ------------------------------------------------------------------------

    def name(self, operator: str) -> str:
        person = self.now.house.operators.get(operator)
        return person.name if person else operator

    def names(self, operators: tuple[str, ...]) -> str:
        return ", ".join(map(self.name, operators))

    def ring_s(self, rule: Rule) -> int:
        return rule.seconds or (self.now.number.ring_s if self.now.number else _RING_S)

    def queue(self, rule: Rule) -> Queue | None:
        """The queue that the rule means: its target, or the dialled number's own."""
        return self.now.house.queues.get(rule.target) if rule.target else self.now.queue

    def department_queue(self, rule: Rule) -> Queue | None:
        """The queue of the rule's department, or of the responsible's."""
        department = rule.target or self.department()
        queues = self.now.house.queues.values()
        return next((queue for queue in queues if department and queue.department == department), None)

    def skilled(self, rule: Rule) -> tuple[str, ...]:
        """Who has the rule's skill and may be rung now: those who speak the client's language,
        or, when there is none of them, all."""
        free = [
            person
            for person in self.now.house.operators.values()
            if rule.target in person.skills
            and self.now.state(person.id).free
            and self.times("ring", person.id) < rule.attempts
        ]
        speaking = [person for person in free if self.language and self.language in person.languages]
        return tuple(person.id for person in speaking or free)

    def static_targets(self, rule: Rule) -> tuple[str, ...]:
        """Phones of the static route that may ring now: free operators, and phones of nobody."""
        route = self.now.number.static_route if self.now.number else ()
        return tuple(
            target
            for target in route
            if self.times("ring", target) < rule.attempts and self._may_ring(target)
        )

    def _may_ring(self, phone: str) -> bool:
        return phone not in self.now.house.operators or self.now.state(phone).free

    # --- conditions -------------------------------------------------------------------------------

    def holds(self, when: When) -> bool:
        """Whether all conditions hold."""
        client = self.now.client
        return (
            (not when.dialled or self.now.dialled in when.dialled)
            and (not when.client or when.client == self._kind_of_client())
            and (client.priority if client else 0) >= when.priority_from
            and (not when.languages or self.language in when.languages)
            and (not when.departments or self.department() in when.departments)
            and (not when.hours or self.is_open(when.calendar) == (when.hours == "open"))
        )

    def _kind_of_client(self) -> str:
        if self.now.withheld:
            return "withheld"
        return "known" if self.now.client is not None and not self.now.client.provisional else "unknown"
