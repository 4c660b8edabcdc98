"""Record ``gullible.raw`` anew: ``python -m tests.ami.recorded.make``.

A caller with a whole false event in his number, one with only a line of it, a name in Cyrillic,
a call started by us, a transfer, then the snapshot's lists while the hostile caller talks.
"""

import asyncio
import uuid
from pathlib import Path

from ami.codec import encode
from ami.control import ControlLink
from ccengine.core.ids import issue_channel_id
from ccengine.lab.asterisk import Asterisk
from ccengine.lab.phone import Manners, Phone, State
from ccengine.lab.ports import free_ports
from ccengine.lab.tones import Voices
from ccengine.lab.tree import ensure_tree
from ccengine.lab.wait import eventually
from tests.ami import gullible

FORGED = "7916%0d%0a%0d%0aEvent%3a%20Hangup%0d%0aUniqueid%3a%20victim-1%0d%0aCause%3a%2016%0d%0a%0d%0aX"
A_LINE = "7916%0d%0aUniqueid%3a%20victim-1"
LISTS = ("CoreShowChannels", "BridgeList", "QueueStatus", "DeviceStateList")


async def main() -> None:
    ports = free_ports()
    async with Asterisk(ensure_tree(print), gullible.config(ports), ports) as pbx:
        reader, writer = await asyncio.open_connection("127.0.0.1", pbx.ports.ami)
        heard = bytearray()
        listening = asyncio.create_task(_listen(reader, heard))
        user, secret = gullible.EVENTS
        writer.write(encode({"Action": "Login", "ActionID": "login-1", "Username": user, "Secret": secret}))
        await eventually(lambda: b"FullyBooted" in heard)
        await _play(pbx, heard, writer)
        listening.cancel()
        writer.close()
    path = Path(__file__).with_name("gullible.raw")
    path.write_bytes(heard)
    print(f"{path}: {len(heard)} bytes")


async def _listen(reader: asyncio.StreamReader, heard: bytearray) -> None:
    while data := await reader.read(65536):
        heard += data


async def _play(pbx: Asterisk, heard: bytearray, writer: asyncio.StreamWriter) -> None:
    server, voices = ("127.0.0.1", pbx.ports.sip), Voices()
    login, secret = gullible.CONTROL
    control = ControlLink(host="127.0.0.1", port=pbx.ports.ami, username=login, secret=secret)
    running = asyncio.create_task(control.run())
    await eventually(lambda: control.up)
    at_once = Manners(answer_after=0.1)
    try:
        async with (
            Phone("op101", server, voices, password=gullible.PASSWORD, manners=at_once),
            Phone("op102", server, voices, password=gullible.PASSWORD, manners=at_once),
            Phone("caller", server, voices, host="127.0.0.2") as caller,
        ):
            for user, name in ((A_LINE, "plain"), ("79161234567", "Яна Öztürk 李")):
                call = await caller.place("100", user=user, display=name)
                await call.reach(State.UP)
                await call.hang_up()
                await eventually(lambda: _all_gone(heard))
            channel_id = issue_channel_id(1_795_000_000, "a1b2c3d4")
            await control.originate(
                endpoint="op101", dial="102", call=uuid.uuid4(), channel_id=channel_id, ring_s=10
            )
            await eventually(lambda: _count(heard, b"BridgeEnter") >= 6)
            await control.queue_add("sales", "op101", paused=True)
            await control.hang_up(f"PJSIP/op101-{_newest(heard, b'PJSIP/op101-')}")
            await eventually(lambda: _all_gone(heard))
            call = await caller.place("100", user=FORGED)
            await call.reach(State.UP)
            for number, action in enumerate(LISTS):
                writer.write(encode({"Action": action, "ActionID": f"list-{number}"}))
            await eventually(lambda: heard.count(b"EventList: Complete") == len(LISTS))
            await call.hang_up()
            await eventually(lambda: _all_gone(heard))
    finally:
        await control.close()
        await running


def _count(heard: bytearray, event: bytes) -> int:
    return heard.count(b"\r\nEvent: " + event + b"\r\nPrivilege")


def _all_gone(heard: bytearray) -> bool:
    born = _count(heard, b"Newchannel")
    return born > 0 and born == _count(heard, b"Hangup")


def _newest(heard: bytearray, prefix: bytes) -> str:
    return heard[heard.rindex(prefix) + len(prefix) :][:8].decode()


if __name__ == "__main__":
    asyncio.run(main())
