"""extensions.conf: the house's numbers in front of what every node shares: the call flow, the deeds."""

from ccengine.core.directory import DialledNumber, Operator, Queue
from ccengine.core.errors import BadInput
from ccengine.core.rules import unasked
from dialplan import clean
from dialplan.callflow import CALLFLOW
from dialplan.deeds import DEEDS
from dialplan.plan import NodePlan

_SHORTEST_OUTSIDE, _LONGEST_OUTSIDE = 7, 15


def extensions_conf(plan: NodePlan) -> str:
    parts = [_globals(plan), _from_trunk(plan), _from_internal(plan), _moves(plan), _sounds(plan)]
    return "\n".join(parts) + CALLFLOW + DEEDS


def _globals(plan: NodePlan) -> str:
    alone = unasked(plan.house.rules)
    shown = (
        clean.allowed("number", plan.trunk.caller_number, "trunk.caller_number")
        if (plan.trunk.caller_number)
        else ""
    )
    return f"""\
[general]
static=yes
writeprotect=yes
clearglobalvars=yes

[globals]
CC_NODE={clean.allowed("node", plan.node, "node")}
CC_ROUTE_URL={clean.allowed("url", plan.route_url, "route_url")}
CC_TOKEN_FILE={clean.allowed("path", plan.token_file, "token_file")}
CC_RECORDINGS={clean.allowed("path", plan.recordings, "recordings")}
; The offer to be called back: key 1 takes it.
CC_OFFER={clean.sounds(plan.sounds["callback_offer"], "sound callback_offer")}
; What is recorded where nobody can be asked, and whether outside parties are told.
CC_UNASKED_RECORD={"yes" if alone.record else "no"}
CC_UNASKED_TELL={int(alone.record and alone.announce)}
; Dial option: the number that we show to the outside (none: the operator's own).
CC_SHOWN={f"f({shown})" if shown else ""}
"""


def _from_trunk(plan: NodePlan) -> str:
    numbers = [plan.house.numbers[key] for key in sorted(plan.house.numbers)]
    _each_once([(number.number.removeprefix("+"), f"dialled number {number.number!a}") for number in numbers])
    lines = "".join(_number(number) for number in numbers)
    return f"; Numbers that callers dial. Any other is refused by Asterisk itself.\n[from-trunk]\n{lines}"


def _number(number: DialledNumber) -> str:
    where = f"dialled number {number.number!a}"
    digits = clean.allowed("number", number.number, where)
    static = [clean.allowed("id", target, f"{where}, static route") for target in number.static_route]
    seconds = clean.bounded(number.ring_s, 1, 600, f"{where}, ring_s")
    return f"""\
; {clean.words(number.name, digits)}
exten => {digits},1,Set(CC_DIALLED={digits})
 same => n,Set(CC_STATIC={"&".join(f"PJSIP/{target}" for target in static)})
 same => n,Set(CC_STATIC_SECONDS={seconds})
 same => n,Goto(cc-inbound,s,1)
{_other_form(digits)}"""


def _other_form(digits: str) -> str:
    """Networks send a full number with or without its plus; both mean the same."""
    if len(digits.lstrip("+")) < _SHORTEST_OUTSIDE:
        return ""
    other = digits[1:] if digits.startswith("+") else f"+{digits}"
    return f"exten => {other},1,Goto({digits},1)\n"


def _from_internal(plan: NodePlan) -> str:
    house = plan.house
    lines = [
        *(_colleague(house.operators[key]) for key in sorted(house.operators)),
        *(_queue(house.queues[key]) for key in sorted(house.queues) if house.queues[key].extension),
    ]
    people = [(person.extension, f"operator {person.id}") for person in house.operators.values()]
    queues = [(queue.extension, f"queue {queue.id}") for queue in house.queues.values() if queue.extension]
    _each_once(people + queues)
    return f"""\
; What operators dial, and where transferred calls land.
[from-internal]
{"".join(lines)}; Echo test: hear yourself.
exten => *43,1,Answer(,i)
 same => n,Echo()
 same => n,Hangup()
; Outside numbers, each length spelled out: an open pattern would pass on whatever a phone sends.
{"".join(_outside(length) for length in range(_SHORTEST_OUTSIDE, _LONGEST_OUTSIDE + 1))}"""


def _colleague(operator: Operator) -> str:
    ident = clean.allowed("id", operator.id, "operator id")
    extension = clean.allowed("extension", operator.extension, f"operator {ident}, extension")
    return f"exten => {extension},1,Gosub(cc-colleague,s,1({ident}))\n"


def _queue(queue: Queue) -> str:
    ident = clean.allowed("id", queue.id, "queue id")
    extension = clean.allowed("extension", queue.extension, f"queue {ident}, extension")
    seconds = clean.bounded(queue.wait_s, 1, 86_400, f"queue {ident}, wait_s")
    return f"exten => {extension},1,Gosub(cc-queue,s,1({ident},{seconds}))\n"


def _moves(plan: NodePlan) -> str:
    """Where a supervisor may send a caller who waits."""
    people = sorted(person.extension for person in plan.house.operators.values())
    queues = sorted(queue.extension for queue in plan.house.queues.values() if queue.extension)
    return f"""\
; A waiting caller whom a supervisor gives to an operator, or to another queue: the redirection tells
; nobody what it was, so it is marked. Then it is as if somebody had passed him on to that extension.
[cc-to-operator]
{"".join(_move("withdrawn", extension) for extension in people)}
[cc-to-queue]
{"".join(_move("transferred", extension) for extension in queues)}"""


def _move(mark: str, extension: str) -> str:
    return (
        f"exten => {extension},1,Gosub(cc-mark,s,1({mark},{extension}))\n"
        f" same => n,Goto(from-internal,{extension},1)\n"
    )


def _outside(length: int) -> str:
    digits = "X" * length
    return "".join(f"exten => _{plus}{digits},1,Gosub(cc-outside,s,1(${{EXTEN}}))\n" for plus in ("", "+"))


def _each_once(owners: list[tuple[str, str]]) -> None:
    """What is dialled leads to one place; who claims it second is told who was first."""
    first: dict[str, str] = {}
    for digits, owner in owners:
        if digits in first:
            raise BadInput(f"{digits} belongs to both {first[digits]} and {owner}")
        first[digits] = owner


def _sounds(plan: NodePlan) -> str:
    lines = (
        f"exten => {clean.allowed('id', key, 'sound id')},1,"
        f"Playback({clean.sounds(plan.sounds[key], f'sound {key}')})\n same => n,Return()\n"
        for key in sorted(plan.sounds)
    )
    return "; What is said, by id.\n[cc-sound]\n" + "".join(lines)
