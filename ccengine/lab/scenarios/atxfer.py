"""Consultations that Asterisk holds on behalf of an operator, as the engine has it done."""

from ccengine.lab.bench import Bench, pause
from ccengine.lab.call import Call
from ccengine.lab.scenarios.scenario import TALK_S, TWO, Scenario, connected, leg, taken_by
from dialplan.server import XFER_SWAP, XFER_THREE_WAY


async def atxfer_completed(bench: Bench) -> None:
    call, operator = await _consulting(bench)
    await operator.hang_up()
    await pause(TALK_S)
    await call.hang_up()


async def atxfer_cancelled(bench: Bench) -> None:
    call, _ = await _consulting(bench)
    await bench.act("CancelAtxfer", Channel=await bench.channel("op101"))
    await pause(TALK_S)
    await call.hang_up()


async def conference(bench: Bench) -> None:
    """All three together; then the one who brought them together leaves."""
    call, operator = await _consulting(bench)
    await _press(bench, XFER_THREE_WAY)
    await pause(TALK_S)
    await operator.hang_up()
    await pause(TALK_S)
    await call.hang_up()


async def consultation_swapped(bench: Bench) -> None:
    """From the colleague to the client, and back; then it is completed."""
    call, operator = await _consulting(bench)
    for _ in range(2):
        await _press(bench, XFER_SWAP)
        await pause(TALK_S)
    await operator.hang_up()
    await pause(TALK_S)
    await call.hang_up()


async def _consulting(bench: Bench) -> tuple[Call, Call]:
    """op101 talks with the client, then with op103: the client's call, and op101's own."""
    call = await connected(bench)
    await pause(TALK_S)
    await bench.act("Atxfer", Channel=await bench.channel("op101"), Context="from-internal", Exten="103")
    await taken_by(bench, "op103")
    await pause(TALK_S)
    return call, leg(bench, "op101")


async def _press(bench: Bench, keys: str) -> None:
    channel = await bench.channel("op101")
    for key in keys:
        await bench.act("PlayDTMF", Channel=channel, Digit=key, Receive="true")


ATXFER: dict[str, Scenario] = {
    "atxfer_complete": Scenario(
        about="Attended transfer by AMI, completed.", run=atxfer_completed, operators=TWO
    ),
    "atxfer_cancel": Scenario(
        about="Attended transfer by AMI, cancelled.", run=atxfer_cancelled, operators=TWO
    ),
    "atxfer_conference": Scenario(
        about="A consultation becomes a conference; who began it leaves.",
        run=conference,
        operators=TWO,
    ),
    "atxfer_swap": Scenario(
        about="Back to the client in a consultation, and to the colleague again; then completed.",
        run=consultation_swapped,
        operators=TWO,
    ),
}
