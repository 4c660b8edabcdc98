"""Drift between what is rendered and what is there."""

import dataclasses

from dialplan.diff import compare, diff
from dialplan.render import render
from tests.dialplan.plans import PLAN, with_queue


def test_no_drift_is_false_and_silent() -> None:
    drift = compare(render(PLAN), render(PLAN))
    assert not drift
    assert drift.lines == ()
    assert drift.verdict == "Asterisk's files are as rendered."


def test_a_change_is_shown_in_its_place() -> None:
    there = render(with_queue(ring_s=30))
    lines = diff(render(PLAN), there)
    assert lines[:2] == ["--- queues.conf (there)", "+++ queues.conf (rendered)"]
    assert "-timeout=30" in lines
    assert "+timeout=15" in lines


def test_missing_and_foreign_files() -> None:
    there = render(PLAN)
    del there["rtp.conf"]
    drift = compare(render(PLAN), {**there, "voicemail.conf": "theirs"})
    assert drift.missing == ("rtp.conf",)
    assert drift.verdict == "Asterisk's files have drifted; missing: rtp.conf."
    assert not any("voicemail" in line for line in drift.lines)


def test_passwords_are_not_shown_but_their_change_is() -> None:
    secrets = {**PLAN.sip_secrets, "op101": "another-secret-of-101"}
    lines = diff(render(PLAN), render(dataclasses.replace(PLAN, sip_secrets=secrets, events_secret="x" * 20)))
    assert "-password=***" in lines
    assert "+secret=***" in lines
    assert not any("secret-of" in line for line in lines)
