"""The roads that hostile text takes, one small function each: what goes in, and what may come out.

The first line of a road's docstring says what is harmless there; the body holds it. These are the roads that
need nothing but themselves; those through a database, Redis and a browser stand beside them.
"""

import csv
import io
import json
import logging
import re
from collections.abc import Callable, Coroutine
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from ami.codec import Decoder, encode
from ami.control import ControlLink
from ami.translate import clean_number
from ami.trust import Trust
from ccengine.api.route import PARAMETERS, read_question
from ccengine.cli.directory import rejects
from ccengine.cli.terminal import LogFormat, in_one_line, shown
from ccengine.core.client_form import ClientForm
from ccengine.core.contact import ContactForm
from ccengine.core.contact_csv import write_csv
from ccengine.core.contact_files import through
from ccengine.core.contact_import import read_file
from ccengine.core.contact_search import wanted
from ccengine.core.desk import ClientCard
from ccengine.core.directory import Operator
from ccengine.core.errors import BadInput, PbxUnreachable
from ccengine.core.house_change import put
from ccengine.core.links import filled
from ccengine.core.ports import LogEntry
from ccengine.core.vcard import write_vcards
from ccengine.promises.letter import Late, letter
from ccengine.store.client_import import Refused
from ccengine.store.numbers import Numbering
from ccengine.store.text import clean, from_jsonb, to_jsonb
from ccengine.stream.cloudevents import cloud_event
from ccengine.stream.post import checked_url
from dialplan.asterisk_files import Reader
from dialplan.render import render
from recorder.folder import Folder
from reports.missed import MissedReport
from reports.render import to_csv, to_json
from screenpop.messages import CardShown, Hello, decode
from screenpop.messages import encode as framed
from tests.ami.test_trust import OTHER, SYSTEMNAME, UNIQUEID, channel, event
from tests.dialplan.plans import HOUSE, PLAN, statements, with_number, with_operator, with_queue
from tests.reports.test_render import PERIOD, missed_row
from tests.screenpop.cards import card

T = TypeVar("T")

UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
OPERATORS = frozenset(HOUSE.operators)
NUMBERING = Numbering(region="UZ")
NUMBER = re.compile(r"\+?[0-9*#]{1,40}")


def tried(way: Callable[..., T], *given: object) -> tuple[T | None, str]:
    """What came of it; or why it was refused, by a line that can be shown to anybody."""
    try:
        return way(*given), ""
    except BadInput as refused:
        reason = str(refused)
    assert reason
    assert reason.isprintable()
    return None, reason


def quotes(reason: str, text: str) -> bool:
    """Does the reason repeat what was given? A sign or two stand in any sentence."""
    return len(text) > 4 and text in reason


def ami_action(text: str) -> None:
    """An action has the lines that it was given, or is refused."""
    sent, refused = tried(encode, {"Action": "QueuePause", "Reason": text, "Paused": "true"})
    assert not quotes(refused, text)
    whole = f"Action: QueuePause\r\nReason: {text}\r\nPaused: true\r\n\r\n".encode("utf-8", "replace")
    assert sent is None or (sent, sent.count(b"\n"), sent.count(b"\r")) == (whole, 4, 4)


def control_link(text: str) -> None:
    """A number, a channel, an endpoint or a variable is what it must be, or nothing is sent."""
    link = ControlLink(host="127.0.0.1", port=1, username="x", secret="x")
    his = "PJSIP/op101-00000001"
    ring = partial(link.originate, call=UUID(int=1), channel_id="cc-1", ring_s=20)
    for action in (
        link.blind_transfer(his, text),
        link.attended_transfer(his, text),
        link.hang_up(text),
        link.queue_add("sales", text, paused=False),
        link.queue_remove(text, "op101"),
        link.set_variable(his, text, "1"),
        ring(endpoint="op101", dial=text),
        ring(endpoint=text, dial="100"),
    ):
        sent, refused = tried(_would_be_sent, action)
        assert len(text) <= 8 or not quotes(refused, text), "its beginning is enough"
        assert not sent or re.fullmatch(r"[\w+*#@;:./-]+", text, re.ASCII)


def _would_be_sent(action: Coroutine[None, None, None]) -> bool:
    """Nothing is connected: what was not refused before says so."""
    try:
        action.send(None)
    except PbxUnreachable:
        return True
    return False


def ami_event(text: str) -> None:
    """What a caller writes into his own number moves no call, and ends in no number but digits."""
    said = text.encode("utf-8", "surrogatepass")
    clean_one = event("Newstate", channel(uniqueid=OTHER))
    his = event("Newstate", channel(number="HIS", connected="HIS")).replace(b"HIS", said)
    trust = Trust(SYSTEMNAME)
    frames = trust.judge(Decoder().feed(clean_one + his + clean_one), now=0.0) + trust.flush(now=9.0)
    seen = [(frame["Event"], frame["Uniqueid"], frame["ChannelState"]) for frame in frames]
    assert seen == [("Newstate", one, "6") for one in (OTHER, UNIQUEID, OTHER)]
    assert [frame.hostile for frame in (frames[0], frames[2])] == [False, False]
    number = clean_number(frames[1].get("CallerIDNum", ""))
    assert not number or NUMBER.fullmatch(number)


def dialplan(text: str) -> None:
    """Names of people, queues and numbers change no statement but the one that shows the name."""
    for renamed in (with_operator, with_queue, with_number):
        harmless = render(renamed(name="Aziza"))
        for file, written in render(renamed(name=text)).items():
            assert not UNSEEN.search(written.replace("\n", ""))
            lines = zip(statements(written), statements(harmless[file]), strict=True)
            differing = [line for line, other in lines if line != other]
            assert all(re.fullmatch(r'callerid="[^";<>\[\]${}\\%]*" <101>', line) for line in differing)


def dialplan_ids(text: str) -> None:
    """What Asterisk would use as a name or a number is refused, and shown in ASCII only."""
    evil = replace(HOUSE, operators={text: Operator(id=text, name="x", extension="101")})
    plans = (
        replace(PLAN, house=evil, sip_secrets={text: "a-secret-of-tests"}),
        with_operator(extension=text),
    )
    for plan in plans:
        _, refused = tried(render, plan)
        assert refused
        assert refused.isascii()


def route_question(text: str) -> None:
    """A question is of digits and ids, or refused without a word of it."""
    good = {"node": "pbx1", "uniqueid": "1.1", "step": "1", "last_result": "", "withheld": "0"}
    for name in PARAMETERS:
        asked = good | {"caller": "1", "dialled": "100"} | {name: text}
        _, refused = tried(read_question, list(asked.items()))
        assert not quotes(refused, text)
        assert refused or re.fullmatch(r"[\w.+*#-]*", text, re.ASCII)


def numbers(text: str) -> None:
    """A number is E.164, or none; what is kept raw is of a telephone's keys."""
    number = NUMBERING(text)
    assert re.fullmatch(r"(\+[0-9]{6,15})?", number.e164)
    assert re.fullmatch(r"[0-9*#+]{0,32}", number.raw)


def client_form(text: str) -> None:
    """A field is kept as it is, but for the spaces around it, or refused without its value."""
    form = ClientForm(numbering=lambda _: NUMBERING, region="UZ", operators=OPERATORS)
    fields = {"name": "x", "company": text, "language": text, "card": {"x": text, text: "y"}}
    more = {"document_url": text, "responsible": text, "phones": [text], "country": text, "consent": text}
    for field, value in (fields | more).items():
        read, refused = tried(form.read, "c1", {"name": "x", field: value})
        assert not quotes(refused, text) or field == "card"
        assert read is None or field != "company" or read.company == text.strip()
        assert read is None or not re.search(
            r"[\x00-\x1f\x7f-\x9f\u2028]", "".join([read.company, *read.card])
        )


def house_form(text: str) -> None:
    """What an administrator types is one line and can be rendered, or is refused in a printable line."""
    typed: dict[str, dict[str, object]] = {
        "operators": {"extension": text, "department": text, "queues": [text], "skills": [text]},
        "queues": {"extension": text, "strategy": text, "operators": [text], "results": [text]},
        "numbers": {"queue": text, "hours": {"zone": text}, "static_route": [text]},
        "pauses": {"limit_s": text},
    }
    plain = {"extension": "140", "queue": "sales"}
    for kind, fields in typed.items():
        needed = {name: plain[name] for name in plain if name in fields}
        for name, value in {"name": text, **fields, text: text}.items():
            house, _ = tried(
                put, HOUSE, kind, "999" if kind == "numbers" else "new", {"name": "x", **needed, name: value}
            )
            secrets = dict.fromkeys(house.operators, "a-secret-of-tests") if house else {}
            assert house is None or render(replace(PLAN, house=house, sip_secrets=secrets))
        _, refused = tried(put, HOUSE, kind, text, {"name": "x", **needed})
        assert refused.isascii()


def contact_files(text: str) -> None:
    """A contact comes back from a file as he went in, and no cell of it is a formula."""
    form = ContactForm(NUMBERING)
    fields = {"name": "x", "company": text, "note": text, "groups": [text], "fields": {"x": text}}
    contact, refused = tried(form.read, fields)
    assert not quotes(refused, text)
    if contact is None:
        return
    table = "".join(write_csv([contact]))
    cells = [cell for line in csv.reader(io.StringIO(table, newline=""), strict=True) for cell in line]
    assert not any(cell.startswith(FORMULA) for cell in cells)
    for file in (table, *("".join(write_vcards([contact], version)) for version in ("3.0", "4.0"))):
        (entry,) = read_file(file.encode()).entries
        assert through(form, entry).contact == contact
    assert re.fullmatch(r"[^\\]*", wanted(text, NUMBERING))


def jsonb(text: str) -> None:
    """PostgreSQL gets what it can keep: all but NUL and halves of a pair."""
    kept = from_jsonb(to_jsonb({text: [text]}))
    assert kept == {clean(text): [clean(text)]}
    assert "\0" not in clean(text)
    clean(text).encode()


def report_csv(text: str) -> None:
    """No cell begins as a formula does; read again, each is the text that it was."""
    row = replace(missed_row(name=text, number=text), queue=text, closed_how=text)
    written = to_csv(MissedReport(period=PERIOD, rows=(row, missed_row())))
    head, *rows = csv.reader(io.StringIO(written, newline=""), strict=True)
    assert len(rows) == 2
    assert not any(cell.startswith(FORMULA) for line in rows for cell in line if cell != "-")
    said = dict(zip(head, rows[0], strict=True))
    assert said["client"] == (f"'{text}" if text.startswith(FORMULA) else text)


def report_json(text: str) -> None:
    """JSON gives the text back."""
    report = MissedReport(period=PERIOD, rows=(missed_row(name=text),))
    assert json.loads(json.dumps(to_json(report)))["rows"][0]["client_name"] == text


def rejects_file(text: str, folder: Path) -> None:
    """A refusal is one line of four cells, none of them a formula."""
    with rejects(folder / "rejects.csv") as reject:
        reject(Refused(line=2, id=text, field=f"card.{text}", reason="must be given"))
        reject(Refused(line=3, id=text, field=text, reason="must be given"))
    written = (folder / "rejects.csv").read_text("utf-8")
    assert not UNSEEN.search(written.replace("\n", ""))
    rows = list(csv.reader(io.StringIO(written)))
    assert [len(row) for row in rows] == [4] * 3
    assert not any(cell.startswith(FORMULA) for row in rows for cell in row)


def log_line(text: str) -> None:
    """No text begins a line of the log, and none commands the terminal on which it is read."""
    for told in (None, (ValueError, ValueError(text), None)):
        record = logging.LogRecord("ccengine", logging.WARNING, __file__, 1, "said %s", (text,), told)
        first, *rest = LogFormat().format(record).split("\n")
        assert " WARNING ccengine: said " in first
        assert all(line.startswith("    ") for line in rest)
        assert not any(UNSEEN.search(line) for line in (first, *rest))


def terminal(text: str) -> None:
    """A table on a terminal holds nothing that is not seen; a cell of it is on one line."""
    assert not UNSEEN.search(shown(text).replace("\n", ""))
    assert not UNSEEN.search(in_one_line(text))
    assert len(in_one_line(text)) == len(text)
    shown(text).encode()


def file_names(text: str, folder: Path) -> None:
    """A leg's sound is a file of its own folder, or no file; nothing else is read or removed."""
    voices = folder / "voices"
    voices.mkdir(exist_ok=True)
    file = Folder(path=voices).file(text)
    assert file is None or (file.parent == voices and file.name == f"{text}.wav")
    found = Folder(path=voices).find([text])
    Folder(path=voices).dispose([text], 0)
    Folder(path=voices).set_aside({text: "unreadable"})
    assert found.sheets == {}
    assert all(text not in flaw for flaw in found.flaws.values() if len(text) > 2)
    assert [path.name for path in folder.iterdir() if path.name != "rejects.csv"] == ["voices"]


def cloud_events(text: str) -> None:
    """The event's own words stand as they are, in one line of JSON; a leg's name is its alias."""
    data = {"queue": text, "leg": text, "channel": text}
    entry = LogEntry(stream="pbx1", seq=7, at=1, type="call.queued", call_id=UUID(int=1), data=data)
    line = json.dumps(cloud_event(entry))
    assert line.isascii()
    assert line.isprintable()
    told = json.loads(line)
    assert (told["id"], told["type"]) == ("pbx1:7", "ccengine.call.queued")
    assert (told["data"]["queue"], "channel" in told["data"]) == (text, False)
    assert re.fullmatch(r"(leg-[0-9a-f]{16})?", told["data"]["leg"])


def webhook_address(text: str) -> None:
    """Nothing but an address is one, with or without a host before it."""
    for address in (text, f"https://{text}", f"https://crm.example.com/{text}"):
        found, refused = tried(partial(checked_url, allow_private=False), address)
        assert not quotes(refused, text)
        assert found is None or re.fullmatch(r"https://[!-~]+", found)


def document_address(text: str) -> None:
    """What is filled into an address stays one part of it."""
    template = "https://crm.example.com/{client}/of?number={number}"
    address = filled(template, {"client": text, "number": text})
    assert re.fullmatch(r"https://crm\.example\.com/[\w.~%-]*/of\?number=[\w.~%-]*", address, re.ASCII)
    assert filled(text, {}) == ""


def escalation_letter(text: str) -> None:
    """A letter has the headers that it has, and a line for each client."""
    kept = clean(text)  # names come from the database
    harmless = _sent("Aziza")
    sent = _sent(kept)
    assert [name for name, _ in sent.items()] == [name for name, _ in harmless.items()]
    assert (sent["To"], sent["Subject"]) == (harmless["To"], harmless["Subject"])
    body, expected = sent.get_content().splitlines(), harmless.get_content().splitlines()
    assert len(body) == len(expected)
    assert not any(UNSEEN.search(line) for line in body)


def _sent(name: str) -> EmailMessage:
    late = Late(
        id=1, name=name, number="+998901234567", queue=name, who=name, opened=1, missed=2, attempted=0
    )
    words = letter([late], sender="a@example.com", to=["b@example.com"], zone="UTC", page="https://d/")
    return message_from_bytes(words.as_bytes(policy=policy.SMTP), policy=policy.default)


def screen_message(text: str) -> None:
    """A card is one message that can be read, whatever names it holds."""
    one = card(1, name=text)
    fields = ClientCard(id="c1", name=text, company=text, fields={text: text})
    frame = framed(CardShown(version=1, card=replace(one, caller=text, why=text, queue=text, client=fields)))
    said = json.loads(frame.decode())
    expected = text.encode("utf-8", "replace").decode()
    client = said["card"]["client"]
    assert (said["type"], client["name"], client["fields"]) == ("card", expected, {expected: expected})


def page_message(text: str) -> None:
    """What a page says is a message of the protocol, or refused."""
    hello = decode(json.dumps({"type": "hello", "token": text, "seen": 0}))
    assert hello == Hello(token=text, seen=0)
    others = (text, {"type": text}, {"type": "ack", "call_id": text, "version": 1})
    for frame in (text, *map(json.dumps, others)):
        _, refused = tried(decode, frame)
        assert refused
        assert not quotes(refused, text)


def existing_configuration(text: str) -> None:
    """An old PBX's file is read to its end; what cannot be read is a trouble with its place."""
    files = {"queues.conf": f"[first]\nstrategy={text}\n{text}\n[last]\nstrategy=ringall\n"}
    reader = Reader(files)
    found = reader.sections("queues.conf")
    assert found[0].name == "first"
    assert all(trouble.place.file == "queues.conf" for trouble in reader.troubles)


ROADS: tuple[Callable[..., None], ...] = (
    ami_action,
    control_link,
    ami_event,
    dialplan,
    dialplan_ids,
    existing_configuration,
    route_question,
    numbers,
    client_form,
    house_form,
    contact_files,
    jsonb,
    report_csv,
    report_json,
    rejects_file,
    log_line,
    terminal,
    file_names,
    cloud_events,
    webhook_address,
    document_address,
    escalation_letter,
    screen_message,
    page_message,
)
