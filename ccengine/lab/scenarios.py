"""Known stories, each told once on a real Asterisk: the table, and what people do in each.

A scenario's function does only what people do; who is there, how their phones behave and what the
stand-in answers to the routing questions stands in the table. Times are short, for nobody waits
for a recording with pleasure, but long enough that a window of 200 ms tells who was heard.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from ccengine.core.ids import issue_channel_id, make_call_id
from ccengine.lab.bench import DIALLED, NODE, Bench, pause
from ccengine.lab.call import Call, Manners, State
from ccengine.lab.passing import (
    conference,
    consultation_swapped,
    parked_comes_back,
    parked_gives_up,
    parked_picked_up,
)
from ccengine.lab.supervised import listened_to, moved_in_vain, moved_to_operator, moved_to_queue

SOON = Manners(answer_after=0.8)
LATER = Manners(answer_after=1.6)
NEVER = Manners()
TALK_S = 1.6
HOSTILE = (
    ("79161234567", "Яна Öztürk 李"),
    ("79161234567", '100%25 "O\'Hara", ${EXTEN} $[1+1] a&b=c;d|e'),
    ("7916%0d%0a%0d%0aEvent%3a%20Hangup%0d%0aUniqueid%3a%20x%0d%0a%0d%0a", "x%0D%0AAction: Originate"),
    ("79161234567", "Я" * 300),
    ("+7(916)123-45-67", "tab\there <b>&amp;\u202e"),
)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """``plan`` answers the routing questions one by one; ``members`` are logged in to queue sales."""

    about: str
    run: Callable[[Bench], Awaitable[None]]
    plan: tuple[str, ...] = ("ring-20-op101",)
    operators: Mapping[str, Manners] = field(default_factory=lambda: {"op101": SOON})
    members: tuple[str, ...] = ()
    callers: tuple[str, ...] = ("caller",)
    lookup_s: float = 0.0
    outside: Manners = SOON


async def talk_and_hang_up(bench: Bench) -> None:
    call = await _connected(bench)
    await pause(TALK_S)
    await call.hang_up()


async def operator_hangs_up(bench: Bench) -> None:
    call = await bench.call()
    await _taken_by(bench, "op104")
    await pause(TALK_S)
    await _leg(bench, "op104").hang_up()
    await call.reach(State.ENDED)


async def five_phones_ring(bench: Bench) -> None:
    call = await _connected(bench)
    await _taken_by(bench, "op102")
    await pause(TALK_S)
    await call.hang_up()


async def gives_up(bench: Bench) -> None:
    call = await bench.call()
    await call.reach(State.RINGING)
    await pause(1.5)
    await call.hang_up()


async def gives_up_in_queue(bench: Bench) -> None:
    call = await _connected(bench)
    await pause(2.0)
    await call.hang_up()


async def gives_up_during_lookup(bench: Bench) -> None:
    call = await bench.call()
    await pause(0.6)
    await call.hang_up()


async def rings_out(bench: Bench) -> None:
    call = await bench.call()
    await call.reach(State.ENDED, 30)


async def asks_to_be_called_back(bench: Bench) -> None:
    call = await _connected(bench)
    await bench.phones["op102"].incoming()
    await pause(TALK_S)
    call.press("1")
    await call.reach(State.ENDED)


async def takes_the_offer(bench: Bench) -> None:
    call = await _connected(bench)
    await pause(2.0)
    call.press("1")
    await call.reach(State.ENDED)


async def talk_after_announcement(bench: Bench) -> None:
    call = await _connected(bench)
    await _taken_by(bench, "op101")
    await pause(TALK_S)
    await call.hang_up()


async def leaves_a_message(bench: Bench) -> None:
    call = await _connected(bench)
    await call.reach(State.ENDED, 40)


async def hold_twice(bench: Bench) -> None:
    call = await _connected(bench)
    operator = _leg(bench, "op101")
    for _ in range(2):
        await pause(TALK_S)
        await operator.hold()
        await pause(1.0)
        await operator.unhold()
    await pause(TALK_S)
    await call.hang_up()


async def blind_by_phone(bench: Bench) -> None:
    call = await _connected(bench)
    await pause(TALK_S)
    await _leg(bench, "op101").refer("103")
    await _taken_by(bench, "op103")
    await pause(TALK_S)
    await call.hang_up()


async def blind_to_queue(bench: Bench) -> None:
    call = await _connected(bench)
    await pause(TALK_S)
    await bench.act(
        "BlindTransfer", Channel=await bench.channel("op101"), Context="from-internal", Exten="700"
    )
    await _taken_by(bench, "op104")
    await pause(TALK_S)
    await call.hang_up()


async def blind_by_manager(bench: Bench) -> None:
    call = await _connected(bench)
    await pause(TALK_S)
    await bench.act(
        "BlindTransfer", Channel=await bench.channel("op101"), Context="from-internal", Exten="103"
    )
    await _taken_by(bench, "op103")
    await pause(TALK_S)
    await call.hang_up()


async def blind_to_outside(bench: Bench) -> None:
    call = await _connected(bench)
    await pause(TALK_S)
    await bench.act(
        "BlindTransfer", Channel=await bench.channel("op101"), Context="from-internal", Exten="998901112233"
    )
    await (await bench.outside.incoming()).reach(State.UP)
    await pause(TALK_S)
    await call.hang_up()


async def attended_by_phone(bench: Bench) -> None:
    call, consult = await _consultation(bench)
    await _taken_by(bench, "op103")
    await pause(TALK_S)
    await _leg(bench, "op101").refer_to(consult)
    await pause(TALK_S)
    await call.hang_up()


async def consultation_given_up(bench: Bench) -> None:
    call, consult = await _consultation(bench)
    await _taken_by(bench, "op103")
    await pause(TALK_S)
    await consult.hang_up()
    await _leg(bench, "op101").unhold()
    await pause(TALK_S)
    await call.hang_up()


async def consultation_declined(bench: Bench) -> None:
    call, consult = await _consultation(bench)
    await consult.reach(State.ENDED)
    await _leg(bench, "op101").unhold()
    await pause(TALK_S)
    await call.hang_up()


async def gone_during_consultation(bench: Bench) -> None:
    call, consult = await _consultation(bench)
    await _taken_by(bench, "op103")
    await pause(TALK_S)
    await call.hang_up()
    await pause(TALK_S)
    await consult.hang_up()


async def stranger_asked(bench: Bench) -> None:
    call, other = await _consultation(bench, "998901112233")
    await other.reach(State.UP)
    await pause(TALK_S)
    await other.hang_up()
    await _leg(bench, "op101").unhold()
    await pause(TALK_S)
    await call.hang_up()


async def attended_to_outside(bench: Bench) -> None:
    call, other = await _consultation(bench, "998901112233")
    await other.reach(State.UP)
    await pause(TALK_S)
    await _leg(bench, "op101").refer_to(other)
    await pause(TALK_S)
    await call.hang_up()


async def blonde_to_queue(bench: Bench) -> None:
    call, consult = await _consultation(bench, "700")
    await pause(0.8)
    await _leg(bench, "op101").refer_to(consult)
    await _taken_by(bench, "op104")
    await pause(TALK_S)
    await call.hang_up()


async def colleague_calls_queue(bench: Bench) -> None:
    call = await bench.phones["op101"].place("700")
    await _taken_by(bench, "op104")
    await pause(TALK_S)
    await call.hang_up()


async def blonde_by_phone(bench: Bench) -> None:
    call, consult = await _consultation(bench)
    await consult.reach(State.RINGING)
    await pause(0.8)
    await _leg(bench, "op101").refer_to(consult)
    await _taken_by(bench, "op103")
    await pause(TALK_S)
    await call.hang_up()


async def atxfer_completed(bench: Bench) -> None:
    call = await _connected(bench)
    await _atxfer(bench)
    await pause(TALK_S)
    await _leg(bench, "op101").hang_up()
    await pause(TALK_S)
    await call.hang_up()


async def atxfer_cancelled(bench: Bench) -> None:
    call = await _connected(bench)
    await _atxfer(bench)
    await pause(TALK_S)
    await bench.act("CancelAtxfer", Channel=await bench.channel("op101"))
    await pause(TALK_S)
    await call.hang_up()


async def click_to_call(bench: Bench) -> None:
    await _originate(bench)
    client = await bench.outside.incoming()
    await client.reach(State.UP)
    await pause(TALK_S)
    await _leg(bench, "op101").hang_up()


async def click_to_call_unanswered(bench: Bench) -> None:
    await _originate(bench)
    await bench.outside.incoming()
    await pause(2.0)
    await _leg(bench, "op101").hang_up()


async def operator_calls_out(bench: Bench) -> None:
    call = await bench.phones["op101"].place("998901112233")
    await call.reach(State.UP)
    await pause(TALK_S)
    await call.hang_up()


async def colleagues(bench: Bench) -> None:
    call = await bench.phones["op101"].place("102")
    await call.reach(State.UP)
    await pause(TALK_S)
    await call.hang_up()


async def withheld(bench: Bench) -> None:
    for headers in ({"Privacy": "id", "P-Asserted-Identity": "<sip:79160000009@127.0.0.2>"}, {}):
        call = await bench.call(user="anonymous@anonymous.invalid", display="Anonymous", **headers)
        await call.reach(State.UP)
        await pause(TALK_S)
        await call.hang_up()
        await bench.quiet()


async def hostile_from(bench: Bench) -> None:
    for user, display in HOSTILE:
        bench.note(f"{display[:40]!r} {user!r}")
        call = await bench.call(user=user, display=display)
        await call.reach(State.UP)
        await pause(0.6)
        await call.hang_up()
        await bench.quiet()


async def two_of_one_number(bench: Bench) -> None:
    bench.route.plans[DIALLED] = ("ring-10-op101",)
    bench.route.plans["998712000200"] = ("ring-10-op101", "ring-10-op102")
    first = await bench.call("caller")
    await pause(0.3)
    second = await bench.call("caller2", dialled="998712000200")
    await first.reach(State.UP)
    await second.reach(State.UP)
    await pause(TALK_S)
    await second.hang_up()
    await first.hang_up()


async def attended_two_callers(bench: Bench) -> None:
    first = await _connected(bench)
    ours = await bench.phones["op101"].incoming()
    await pause(TALK_S)
    second = await bench.call("caller2", user="79160000002")
    other = await bench.phones["op101"].incoming()
    bench.note("op101 holds the first caller for the second")
    await ours.hold()
    await second.reach(State.UP)
    await pause(TALK_S)
    bench.note("op101 joins the two")
    await ours.refer_to(other)
    await pause(TALK_S)
    await first.hang_up()


async def _connected(bench: Bench) -> Call:
    call = await bench.call()
    await call.reach(State.UP)
    bench.note("the caller's call is up")
    return call


async def _taken_by(bench: Bench, operator: str) -> None:
    await (await bench.phones[operator].incoming()).reach(State.UP)
    bench.note(f"{operator} answered")


def _leg(bench: Bench, operator: str) -> Call:
    """What that phone does with the client: its oldest call that is up."""
    return next(call for call in bench.phones[operator].calls if call.state is State.UP)


async def _consultation(bench: Bench, asked: str = "103") -> tuple[Call, Call]:
    """op101 talks, holds, and calls somebody else."""
    call = await _connected(bench)
    await pause(TALK_S)
    await _leg(bench, "op101").hold()
    bench.note(f"op101 holds and calls {asked}")
    return call, await bench.phones["op101"].place(asked)


async def _atxfer(bench: Bench) -> None:
    await pause(TALK_S)
    await bench.act("Atxfer", Channel=await bench.channel("op101"), Context="from-internal", Exten="103")
    await _taken_by(bench, "op103")


async def _originate(bench: Bench) -> None:
    """Click to call as the engine does it: the operator's phone first, then the client."""
    channel = issue_channel_id(int(bench.began), "LAB1")
    await bench.act(
        "Originate",
        ("Variable", "CC_DIAL=998901112233"),
        ("Variable", f"__CC_CALL={make_call_id(NODE, channel, 0)}"),
        Channel="PJSIP/op101",
        Context="cc-originate",
        Exten="s",
        Priority="1",
        Timeout="20000",
        CallerID="<998901112233>",
        ChannelId=channel,
        Async="true",
    )


_TWO = {"op101": SOON, "op103": SOON}
_FIVE = {f"op10{n}": LATER if n == 2 else NEVER for n in range(1, 6)}
_SALES = {"op101": NEVER, "op102": NEVER, "op103": NEVER, "op104": SOON}
_QUEUE = ("op102", "op103", "op104")

SCENARIOS: dict[str, Scenario] = {
    "responsible": Scenario(about="The responsible answers; the caller hangs up.", run=talk_and_hang_up),
    "no_answer_then_queue": Scenario(
        about="op101 does not answer; op104 takes it out of the queue and hangs up.",
        run=operator_hangs_up,
        plan=("ring-2-op101", "queue-30-sales"),
        operators=_SALES,
        members=_QUEUE,
    ),
    "ring_five": Scenario(
        about="Five phones ring, op102 answers.",
        run=five_phones_ring,
        plan=("ring-20-op101-op102-op103-op104-op105",),
        operators=_FIVE,
    ),
    "abandon_ringing": Scenario(
        about="The caller gives up while op101 rings.", run=gives_up, operators={"op101": NEVER}
    ),
    "abandon_queue": Scenario(
        about="The caller gives up in the queue.",
        run=gives_up_in_queue,
        plan=("queue-30-sales",),
        operators={"op102": NEVER},
        members=("op102",),
    ),
    "abandon_lookup": Scenario(
        about="The caller gives up during a look-up of 1.5 s.", run=gives_up_during_lookup, lookup_s=1.5
    ),
    "nobody_answers": Scenario(
        about="Nobody answers at all.", run=rings_out, plan=("ring-2-op101",), operators={"op101": NEVER}
    ),
    "busy_declined": Scenario(
        about="op101 is busy, op102 declines, op103 is unavailable, op104 answers.",
        run=talk_and_hang_up,
        plan=("ring-10-op101", "ring-10-op102", "ring-10-op103", "ring-10-op104"),
        operators={
            "op101": Manners(refuse=486),
            "op102": Manners(refuse=603),
            "op103": Manners(refuse=480),
            "op104": SOON,
        },
    ),
    "announcement": Scenario(
        about="An announcement is played, then op101 answers.",
        run=talk_after_announcement,
        plan=("play-0-farewell", "ring-20-op101"),
    ),
    "callback_key": Scenario(
        about="The caller presses 1 in the queue and is promised a call.",
        run=asks_to_be_called_back,
        plan=("queue-60-sales", "callback-0-sales"),
        operators={"op102": NEVER},
        members=("op102",),
    ),
    "callback_offer": Scenario(
        about="Nobody answers; the caller takes the offer to be called back.",
        run=takes_the_offer,
        plan=("ring-2-op101", "callback-10-sales", "callback-0-sales"),
        operators={"op101": NEVER},
    ),
    "voicemail": Scenario(
        about="Nobody takes it out of the queue; the caller leaves a message.",
        run=leaves_a_message,
        plan=("queue-2-sales", "voicemail-3-sales"),
        operators={"op102": NEVER},
        members=("op102",),
    ),
    "hold": Scenario(about="op101 holds twice.", run=hold_twice),
    "blind_refer": Scenario(about="Blind transfer by phone to 103.", run=blind_by_phone, operators=_TWO),
    "blind_manager": Scenario(about="Blind transfer by AMI to 103.", run=blind_by_manager, operators=_TWO),
    "blind_outside": Scenario(about="Blind transfer to an outside number.", run=blind_to_outside),
    "transfer_to_queue": Scenario(
        about="Blind transfer to queue 700, where op104 answers.",
        run=blind_to_queue,
        operators={"op101": SOON, "op102": NEVER, "op104": LATER},
        members=("op102", "op104"),
    ),
    "attended_refer": Scenario(
        about="op101 holds, consults op103, joins them.", run=attended_by_phone, operators=_TWO
    ),
    "attended_given_up": Scenario(
        about="op101 holds, consults op103, and goes on alone.", run=consultation_given_up, operators=_TWO
    ),
    "attended_declined": Scenario(
        about="op101 holds, calls op103, who declines, and goes on.",
        run=consultation_declined,
        operators={"op101": SOON, "op103": Manners(refuse=603)},
    ),
    "attended_client_gone": Scenario(
        about="The caller hangs up while op101 consults op103; they talk on.",
        run=gone_during_consultation,
        operators=_TWO,
    ),
    "attended_outside": Scenario(
        about="op101 holds, calls an outside number, joins them.", run=attended_to_outside
    ),
    "stranger_asked": Scenario(
        about="op101 holds, asks an outside number, and goes on: two calls.", run=stranger_asked
    ),
    "blonde_queue": Scenario(
        about="op101 holds, calls queue 700 and joins while it rings; op104 answers.",
        run=blonde_to_queue,
        operators={"op101": SOON, "op104": Manners(answer_after=2.4)},
        members=("op104",),
    ),
    "colleague_queue": Scenario(
        about="op101 calls queue 700; op104 answers.",
        run=colleague_calls_queue,
        operators={"op101": SOON, "op104": SOON},
        members=("op104",),
    ),
    "two_answer_at_once": Scenario(
        about="Two phones ring and answer in the same moment.",
        run=talk_and_hang_up,
        plan=("ring-20-op101-op102",),
        operators={"op101": SOON, "op102": SOON},
    ),
    "blonde_refer": Scenario(
        about="op101 joins while op103 still rings.",
        run=blonde_by_phone,
        operators={"op101": SOON, "op103": Manners(answer_after=2.4)},
    ),
    "atxfer_complete": Scenario(
        about="Attended transfer by AMI, completed.", run=atxfer_completed, operators=_TWO
    ),
    "atxfer_cancel": Scenario(
        about="Attended transfer by AMI, cancelled.", run=atxfer_cancelled, operators=_TWO
    ),
    "atxfer_conference": Scenario(
        about="A consultation becomes a conference; who began it leaves.",
        run=conference,
        operators=_TWO,
    ),
    "atxfer_swap": Scenario(
        about="Back to the client in a consultation, and to the colleague again; then completed.",
        run=consultation_swapped,
        operators=_TWO,
    ),
    "parked_picked_up": Scenario(
        about="op101 parks the client, op103 picks him up.", run=parked_picked_up, operators=_TWO
    ),
    "parked_comes_back": Scenario(
        about="Nobody picks up a parked client: who parked him is rung.", run=parked_comes_back
    ),
    "parked_gives_up": Scenario(about="A parked client hangs up.", run=parked_gives_up),
    "click_to_call": Scenario(about="op101 is rung, then the client, who answers.", run=click_to_call),
    "click_to_call_unanswered": Scenario(
        about="op101 is rung, then the client, who does not answer.",
        run=click_to_call_unanswered,
        outside=NEVER,
    ),
    "outbound": Scenario(about="op101 calls an outside number.", run=operator_calls_out),
    "internal": Scenario(
        about="op101 calls op102.", run=colleagues, operators={"op101": SOON, "op102": SOON}
    ),
    "withheld": Scenario(about="Withheld, with and without an asserted number.", run=withheld),
    "hostile_from": Scenario(about="Hostile names and numbers in From.", run=hostile_from),
    "two_of_one_number": Scenario(
        about="Two calls of one number at once; the second finds op101 busy.",
        run=two_of_one_number,
        operators={"op101": SOON, "op102": SOON},
        callers=("caller", "caller2"),
    ),
    "attended_two_callers": Scenario(
        about="op101 holds one caller, takes another, and joins them: two calls.",
        run=attended_two_callers,
        operators={"op101": Manners(answer_after=0.8, lines=2)},
        callers=("caller", "caller2"),
    ),
    "listened_to": Scenario(
        about="op108 hears op101, whispers, barges in, and follows him to a consultation and back.",
        run=listened_to,
        operators={"op101": SOON, "op103": SOON, "op108": SOON},
    ),
    "moved_to_operator": Scenario(
        about="A supervisor gives a waiting caller to op101, who answers.",
        run=moved_to_operator,
        plan=("queue-30-sales",),
        operators={"op101": SOON, "op102": NEVER},
        members=("op102",),
    ),
    "moved_in_vain": Scenario(
        about="A supervisor gives a waiting caller to op101, who declines; back in the queue he gives up.",
        run=moved_in_vain,
        plan=("queue-30-sales", "queue-30-sales"),
        operators={"op101": NEVER, "op102": NEVER},
        members=("op102",),
    ),
    "moved_to_queue": Scenario(
        about="A supervisor puts a waiting caller into another queue, where op104 answers.",
        run=moved_to_queue,
        plan=("queue-30-sales",),
        operators={"op102": NEVER, "op104": SOON},
        members=("op102",),
    ),
}
