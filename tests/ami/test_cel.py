"""CEL files as they come: other columns, JSON, torn ends, what callers write into their names."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ami.cel import FIELDS, CelTranslator, Problems, Row, read_rows
from ami.cel_file import CelFile
from ami.translate import Topology, milliseconds
from ccengine.core.errors import BadInput
from ccengine.core.observed import Observed

FIXTURES = Path(__file__).parents[1] / "fixtures"
GOOD = (FIXTURES / "transfer_to_queue/cel.csv").read_text(encoding="utf-8")


def read(text: str, problems: Problems | None = None) -> list[Row]:
    return list(read_rows(io.StringIO(text, newline=""), problems))


def observed(rows: list[Row]) -> list[Observed]:
    translator = CelTranslator()
    return [seen for row in rows for seen in translator.translate(row)]


def as_csv(rows: list[Row], fields: tuple[str, ...], *, header: dict[str, str] | None = None) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    if header is not None:
        writer.writerow([header.get(name, name) for name in fields])
    writer.writerows([[row[name] for name in fields] for row in rows])
    return out.getvalue()


ROWS = read(GOOD)


def test_our_own_order_needs_no_header() -> None:
    assert len(ROWS) == GOOD.count('"CHAN_START"') + sum(
        line.startswith('"') and not line.startswith('"CHAN_START"') for line in GOOD.splitlines()
    )
    assert set(ROWS[0]) == set(FIELDS)


@settings(derandomize=True, deadline=None, max_examples=30)
@given(order=st.permutations(FIELDS), left_out=st.sets(st.sampled_from(["tenantid", "peer", "ani", "rdnis"])))
def test_a_header_may_name_the_columns_in_any_order(order: list[str], left_out: set[str]) -> None:
    fields = tuple(name for name in order if name not in left_out)
    problems = Problems()
    rows = read(as_csv(ROWS, fields, header={}), problems)
    assert observed(rows) == observed(ROWS)
    assert not problems.lines


@pytest.mark.parametrize(
    "names",
    [
        {"eventtype": "EventType", "eventtime": "EventTime", "num": "CallerIDnum", "channame": "Channel"},
        {"eventtype": "CEL_EVENTTYPE", "name": "cid_name", "num": "cid_num", "dnid": "cid_dnid"},
        {"eventextra": "extra", "appname": "App", "appdata": "AppData", "channame": " channame "},
    ],
)
def test_a_header_may_use_other_names(names: dict[str, str]) -> None:
    names = {key: "CIDnum" if value == "CallerIDnum" else value for key, value in names.items()}
    assert observed(read(as_csv(ROWS, FIELDS, header=names))) == observed(ROWS)


@pytest.mark.parametrize("as_object", [False, True])
def test_json_lines_say_the_same(as_object: bool) -> None:
    """``extra`` may be text that holds JSON, or JSON itself."""
    lines = []
    for row in ROWS:
        data: dict[str, object] = dict(row)
        if as_object and row["eventextra"]:
            data["eventextra"] = json.loads(row["eventextra"])
        lines.append(json.dumps(data, ensure_ascii=False))
    assert observed(read("\n".join(lines) + "\n")) == observed(ROWS)


def test_json_lines_that_are_none_are_passed_over_and_named() -> None:
    lines = [json.dumps(row) for row in ROWS]
    lines[3:3] = ["5", '["x"]', '{"eventtype": "CHAN_ST', "[" * 100_000]
    problems = Problems()
    assert observed(read("\n".join(lines), problems)) == observed(ROWS)
    assert [problem.partition(":")[0] for problem in problems.lines] == [f"line {n}" for n in (4, 5, 6, 7)]


def test_a_name_with_any_line_end_breaks_no_row() -> None:
    for name in (
        "a\r\nb",
        "a\nb",
        "a\rb",
        'say "x"',
        "a\u2028b\u0085c",
        "Я" * 10_000,
        "\u202eabc",
        "${SHELL}",
        "\\",
    ):
        rows = [{**row, "name": name} for row in ROWS]
        problems = Problems()
        again = read(as_csv(rows, FIELDS), problems)
        assert [row["name"] for row in again] == [name] * len(ROWS)
        assert [o for o in observed(again) if not hasattr(o, "name")] == [
            o for o in observed(ROWS) if not hasattr(o, "name")
        ]
        as_json = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        assert len(read(as_json, problems)) == len(ROWS)
        assert not problems.lines


def test_unknown_types_are_kept_and_passed_over() -> None:
    strange = {**ROWS[0], "eventtype": "TELEPORTED"}
    rows = read(as_csv([ROWS[0], strange, *ROWS[1:]], FIELDS))
    assert rows[1]["eventtype"] == "TELEPORTED"
    assert observed(rows) == observed(ROWS)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(where=st.integers(1, len(GOOD) - 1))
def test_a_file_cut_anywhere_gives_its_whole_rows_and_no_other(where: int) -> None:
    problems = Problems()
    if GOOD.count(",", 0, where) < 4:  # not enough of it to know the file by
        with pytest.raises(BadInput, match="line 1"):
            read(GOOD[:where], problems)
        return
    rows = read(GOOD[:where], problems)
    whole = GOOD.count("\n", 0, where)
    assert rows[:whole] == ROWS[:whole]
    assert len(rows) <= whole + 1
    if len(rows) > whole:  # only quotation marks or the last, empty column are missing
        assert {**rows[-1], "tenantid": ""} == ROWS[whole]


def test_a_torn_row_is_named_and_the_rest_is_read() -> None:
    lines = GOOD.splitlines(keepends=True)
    problems = Problems()
    torn = lines[5][: len(lines[5]) // 2] + "\n"
    rows = read("".join([*lines[:5], torn, *lines[6:]]), problems)
    assert len(problems.lines) >= 1
    assert "columns; it was passed over" in problems.lines[0]
    assert len(rows) >= len(ROWS) - 2


@pytest.mark.parametrize(
    "time", ["2026-11-22 13:52:45", "", "²", "9" * 5000, "-5", "1795355565,5", "nan", "1e9", "1795355565.x"]
)
def test_a_row_without_a_time_in_seconds_is_named(time: str) -> None:
    problems = Problems()
    rows = read(as_csv([ROWS[0], {**ROWS[1], "eventtime": time}, *ROWS[2:]], FIELDS), problems)
    assert len(rows) == len(ROWS) - 1
    assert problems.lines == [
        "line 2: has no time in seconds (dateformat must be unset in cel.conf); it was passed over"
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_nothing_holds_no_calls(text: str) -> None:
    assert read(text) == []


def test_a_mark_of_byte_order_is_no_part_of_the_file() -> None:
    assert read("\ufeff" + GOOD) == ROWS
    assert observed(read("\ufeff" + as_csv(ROWS, FIELDS, header={}))) == observed(ROWS)


@pytest.mark.parametrize(
    "text",
    ["hello world\nthis is no CEL\n", bytes(range(1, 256)).decode("latin-1") * 9, "a,b,c\n1,2,3\n", "<html>"],
)
def test_what_is_no_cel_file_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BadInput, match="neither a CEL header"):
        read(text)


def test_a_header_that_lacks_what_is_needed_is_named() -> None:
    with pytest.raises(BadInput, match="lacks uniqueid, linkedid"):
        read("eventtype,eventtime,channame\nCHAN_START,1795355565.1,PJSIP/x-1\n")


@settings(derandomize=True, deadline=None, max_examples=200)
@given(text=st.text(max_size=400), after=st.booleans())
def test_no_text_breaks_the_reader(text: str, after: bool) -> None:
    problems = Problems()
    try:
        observed(read(GOOD + text if after else text, problems))
    except BadInput:
        assert not after


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    row=st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=30)),
    kind=st.sampled_from(
        ["CHAN_START", "HANGUP", "BRIDGE_ENTER", "APP_START", "ATTENDEDTRANSFER", "STREAM_BEGIN"]
    ),
    extra=st.sampled_from(["", "{}", "[]", "5", "{", '{"bridge_id": {"a": 1}}', '{"hangupcause": "²"}']),
)
def test_no_field_breaks_the_translator(row: Row, kind: str, extra: str) -> None:
    given_row = {"uniqueid": "x", **row, "eventtype": kind, "eventtime": "1795355565.5", "eventextra": extra}
    seen = CelTranslator().translate(given_row)
    assert all(isinstance(one, Observed) and one.at == 1795355565500 for one in seen)


# --- the file that Asterisk appends to ---------------------------------------------------------


def test_only_the_tail_is_read_after_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "cel.csv"
    lines = GOOD.splitlines(keepends=True)
    path.write_text("".join(lines[:10]), encoding="utf-8")
    file = CelFile(path, Topology())
    moment = milliseconds(ROWS[10]["eventtime"])
    file.checkpoint(milliseconds(ROWS[9]["eventtime"]))
    with path.open("a", encoding="utf-8") as more:
        more.write("".join(lines[10:]) + lines[0][:20])  # and the beginning of a row
    found = file.since(moment)
    assert found == [o for o in observed(ROWS) if o.at >= moment]
    assert not file.problems.lines


def test_a_checkpoint_in_mid_row_reads_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "cel.csv"
    lines = GOOD.splitlines(keepends=True)
    path.write_text("".join(lines[:10]) + lines[10][:30], encoding="utf-8")
    file = CelFile(path, Topology())
    file.checkpoint(milliseconds(ROWS[0]["eventtime"]))
    path.write_text(GOOD, encoding="utf-8")
    assert file.since(milliseconds(ROWS[0]["eventtime"])) == observed(ROWS)


def test_a_rotated_or_missing_file_is_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "cel.csv"
    file = CelFile(path, Topology())
    file.checkpoint(0)
    assert file.since(0) == []
    path.write_text(GOOD, encoding="utf-8")
    file.checkpoint(1)
    path.write_text(GOOD.splitlines(keepends=True)[0], encoding="utf-8")
    assert len(file.since(1)) == 1
    path.unlink()
    path.mkdir()
    assert file.since(1) == []
    assert "cannot be read" in file.problems.lines[0]
