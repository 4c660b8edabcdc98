"""Answers Asterisk's routing questions from a script, so that recordings need no engine."""

import asyncio
import json
import time
from collections.abc import Sequence
from urllib.parse import parse_qs

from ccengine.core.desk import RecordingReply, RouteReply
from ccengine.core.events import plain
from ccengine.core.ids import make_call_id

_HEAD_S = 5.0


class RouteStandIn:
    """``plan`` holds steps as the dialplan writes them (``ring-20-op101``); question n gets step n.
    ``plans`` overrides it by dialled number; ``delay_s`` is how long a look-up takes. ``record``,
    ``apart`` and ``announce`` go with each answer; what was asked about recording is in ``asked``, and
    ``mute`` says whether it can mute a leg that is to be quiet."""

    def __init__(self, node: str, plan: Sequence[str] = (), *, delay_s: float = 0.0) -> None:
        self.node = node
        self.plan = list(plan)
        self.plans: dict[str, Sequence[str]] = {}
        self.delay_s = delay_s
        self.record, self.apart, self.announce = "yes", "", 0
        self.mute = True
        self.questions: list[tuple[float, str]] = []
        self.asked: list[dict[str, str]] = []
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    @property
    def url(self) -> str:
        port = self._server.sockets[0].getsockname()[1] if self._server else 0
        return f"http://127.0.0.1:{port}/route"

    async def close(self) -> None:
        if self._server:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_HEAD_S):
                asked = (await _form(reader)).decode("latin-1")
            question = {name: values[0] for name, values in parse_qs(asked, keep_blank_values=True).items()}
            if "kind" in question:
                self.asked.append(question)
            else:
                self.questions.append((time.time(), asked))
                await asyncio.sleep(self.delay_s)
            body = json.dumps(plain(self._reply(question))).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                + f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
            pass  # the caller has gone while we thought
        finally:
            writer.close()

    def _reply(self, question: dict[str, str]) -> RouteReply | RecordingReply:
        uniqueid = question["uniqueid"]
        if question.get("kind") == "leg":
            return RecordingReply(uniqueid=uniqueid, record="yes" if self.mute else "no")
        if "kind" in question:
            return RecordingReply(
                uniqueid=uniqueid, record=self.record, apart=self.apart, announce=self.announce
            )
        step = int(question["step"])
        plan = [*self.plans.get(question.get("dialled", ""), self.plan)[step - 1 :], "hangup-0"]
        do, seconds, *targets = plan[0].split("-")
        return RouteReply(
            uniqueid=uniqueid,
            call=str(make_call_id(self.node, uniqueid, 0)),
            do=do,
            targets=",".join(targets),
            seconds=int(seconds),
            rest=",".join(plan[1:]),
            record=self.record,
            apart=self.apart,
            announce=self.announce,
        )


async def _form(reader: asyncio.StreamReader) -> bytes:
    """The body of one request."""
    head = await reader.readuntil(b"\r\n\r\n")
    sizes = [
        line.partition(b":")[2] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
    ]
    return await reader.readexactly(int(sizes[0]) if sizes else 0)
