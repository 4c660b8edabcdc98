"""What is rendered, and that no value can become configuration."""

import dataclasses
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ami import control
from ccengine.core.directory import House
from ccengine.core.errors import BadInput
from dialplan import clean
from dialplan.plan import CONTROL_USER, EVENTS_USER, NodePlan
from dialplan.render import render
from dialplan.server import CEL_COLUMNS
from tests.dialplan.plans import HOUSE, PLAN, section, with_number, with_operator, with_queue


def test_the_same_plan_gives_the_same_files() -> None:
    assert render(PLAN) == render(dataclasses.replace(PLAN))
    shuffled = dataclasses.replace(HOUSE, operators=dict(reversed(HOUSE.operators.items())))
    assert render(PLAN) == render(dataclasses.replace(PLAN, house=shuffled))


def test_an_empty_house_can_be_rendered() -> None:
    assert "[from-internal]" in render(dataclasses.replace(PLAN, house=House()))["extensions.conf"]


@given(st.text())
def test_words_are_short_harmless_and_stable(value: str) -> None:
    shown = clean.words(value, "instead")
    assert 0 < len(shown) <= 60
    assert all(unicodedata.category(character)[0] in "LMN" or character in " .'-" for character in shown)
    assert clean.words(shown, "instead") == shown


@pytest.mark.parametrize(
    ("plan", "place"),
    [
        (with_operator(id="op101&PJSIP/x"), "operator id"),
        (with_operator(id="1\n2"), "operator id"),
        (with_operator(extension="10;1"), "operator op101, extension"),
        (with_operator(extension="_X."), "operator op101, extension"),
        (with_queue(id="sales]"), "queue id"),
        (with_queue(id="general"), "queue id"),
        (with_operator(id="phone"), "operator id"),
        (with_queue(strategy="all"), "queue sales, strategy"),
        (with_queue(ring_s=0), "queue sales, ring_s"),
        (with_number(number="_X."), "dialled number"),
        (with_number(static_route=("op101&Local/x",)), "static route"),
        (dataclasses.replace(PLAN, node="pbx;1"), "node"),
        (dataclasses.replace(PLAN, systemname=""), "systemname"),
        (dataclasses.replace(PLAN, route_url="http://x/?a=${SHELL(id)}"), "route_url"),
        (dataclasses.replace(PLAN, recordings="/rec,t(/etc/x)"), "recordings"),
        (dataclasses.replace(PLAN, token_file="relative"), "token_file"),
        (dataclasses.replace(PLAN, logs="/log\n"), "logs"),
        (dataclasses.replace(PLAN, sip_port=0), "sip_port"),
        (dataclasses.replace(PLAN, rtp_to=PLAN.rtp_from), "rtp_to"),
        (dataclasses.replace(PLAN, sip_secrets={}), "SIP password"),
        (dataclasses.replace(PLAN, events_secret="short"), "events_secret"),
        (dataclasses.replace(PLAN, own_sounds={"x": "../x;y"}), "sound x"),
        (dataclasses.replace(PLAN, own_sounds={"x": "a&&b"}), "sound x"),
        (dataclasses.replace(PLAN, own_sounds={"callback_offer": "a,b"}), "sound callback_offer"),
        (dataclasses.replace(PLAN, trunk=dataclasses.replace(PLAN.trunk, match=("all",))), "trunk.match"),
        (dataclasses.replace(PLAN, trunk=dataclasses.replace(PLAN.trunk, host="a b")), "trunk.host"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(plan: NodePlan, place: str) -> None:
    with pytest.raises(BadInput, match=place):
        render(plan)


def test_no_message_shows_a_password() -> None:
    with pytest.raises(BadInput) as refused:
        render(dataclasses.replace(PLAN, control_secret="s3cret!"))
    assert "s3cret" not in str(refused.value)
    assert "secret-of" not in repr(PLAN)


def test_an_extension_belongs_to_one() -> None:
    with pytest.raises(BadInput, match="102 belongs to both operator op102 and queue sales"):
        render(with_queue(extension="102"))


def test_a_number_is_one_with_or_without_its_plus() -> None:
    twin = dataclasses.replace(HOUSE.numbers["998712000100"], number="+998712000100")
    house = dataclasses.replace(HOUSE, numbers={**HOUSE.numbers, twin.number: twin})
    with pytest.raises(BadInput, match="998712000100 belongs to both"):
        render(dataclasses.replace(PLAN, house=house))


def test_an_operator_is_never_taken_for_the_trunk() -> None:
    operator = dataclasses.replace(HOUSE.operators["op101"], id="trunk2")
    house = dataclasses.replace(HOUSE, operators={"trunk2": operator})
    with pytest.raises(BadInput, match="begins like the trunk"):
        render(dataclasses.replace(PLAN, house=house, sip_secrets={"trunk2": "sip-secret-of-101"}))


def test_no_open_pattern_anywhere() -> None:
    patterns = re.findall(r"^exten => (_[^,]+),", render(PLAN)["extensions.conf"], re.M)
    assert {len(pattern.lstrip("_+")) for pattern in patterns} == set(range(7, 16))
    assert all(set(pattern) <= set("_+X") for pattern in patterns)


def test_numbers_are_taken_with_and_without_their_plus() -> None:
    lines = section(render(PLAN)["extensions.conf"], "from-trunk")
    assert "exten => 998712000100,1,Set(CC_DIALLED=998712000100)" in lines
    assert "exten => +998712000100,1,Goto(998712000100,1)" in lines
    assert not any(line.startswith("exten => +100,") for line in lines)
    assert " same => n,Set(CC_STATIC=PJSIP/op101&PJSIP/op102)" in lines


def test_everything_listens_on_loopback_until_told_otherwise() -> None:
    files = render(PLAN)
    assert "bind=127.0.0.1:5060" in files["pjsip.conf"]
    assert "bindaddr=127.0.0.1" in section(files["manager.conf"], "general")
    assert {"bindaddr=127.0.0.1", "bindport=8088"} <= set(section(files["http.conf"], "general"))
    assert "bind=192.0.2.1:5060" in render(dataclasses.replace(PLAN, address="192.0.2.1"))["pjsip.conf"]


def test_two_manager_users_with_what_they_need() -> None:
    manager = render(PLAN)["manager.conf"]
    events, control = section(manager, EVENTS_USER), section(manager, CONTROL_USER)
    assert "write=reporting" in events
    assert not any("VarSet" in line for line in events)
    assert "write=call,agent,originate" in control
    assert [line for line in control if line.startswith("eventfilter")] == [
        "eventfilter(action(include),name(FullyBooted)) ="
    ]
    assert {"deny=0.0.0.0/0.0.0.0", "permit=127.0.0.1/255.255.255.255"} <= set(section(manager, "loopback"))


def test_the_channel_event_log_has_the_22_columns() -> None:
    text = render(PLAN)["cel_custom.conf"]
    assert f"[{PLAN.cel_file}]" in text
    assert f"fields={','.join(CEL_COLUMNS)}" in text
    assert len(CEL_COLUMNS) == 22


def test_every_endpoint_spares_the_name_lookup() -> None:
    pjsip = render(PLAN)["pjsip.conf"]
    assert "[browser-phone](!,phone)" in pjsip
    assert pjsip.count("media_address=127.0.0.1\nbind_rtp_to_media_address=yes") == 2  # trunk, phones


def test_hostile_headers_of_callers_are_kept_out() -> None:
    trunk = section(render(PLAN)["pjsip.conf"], "trunk")
    assert {"trust_id_inbound=no", "redirect_method=uri_pjsip", "callerid=<unknown>"} <= set(trunk)
    assert {"match=192.0.2.7", "match=198.51.100.0/24"} <= set(trunk)


def queue_lines(**changes: Any) -> list[str]:
    return section(render(with_queue(**changes))["queues.conf"], "sales")


def test_a_queue_says_nothing_unless_it_is_told_to() -> None:
    lines = queue_lines()
    assert "announce-frequency=0" in lines
    assert not [line for line in lines if line.startswith(("announce-position", "periodic", "context"))]


def test_a_queue_tells_the_place_and_offers_to_call_back() -> None:
    lines = queue_lines(announce_s=45, offers_callback=True)
    assert lines[-8:] == [
        "announce-position=yes",
        "announce-frequency=45",
        "min-announce-frequency=15",
        "announce-holdtime=once",
        "context=cc-queue-keys",
        "periodic-announce=vm-tocallnum",
        "periodic-announce-startdelay=10",
        "periodic-announce-frequency=45",
    ]
    assert "periodic-announce-frequency=30" in queue_lines(offers_callback=True)


def test_a_house_says_it_in_its_own_words() -> None:
    own = {"voicemail": "house/sorry&house/message", "holiday": "house/holiday"}
    text = render(dataclasses.replace(PLAN, own_sounds=own))["extensions.conf"]
    said = [line for line in section(text, "cc-sound") if line.startswith("exten")]
    assert said == [
        "exten => callback_offer,1,Playback(vm-nobodyavail&vm-tocallnum)",
        "exten => callback_promised,1,Playback(auth-thankyou&vm-goodbye)",
        "exten => callback_reminder,1,Playback(vm-tocallnum)",
        "exten => farewell,1,Playback(vm-goodbye)",
        "exten => goodbye,1,Playback(vm-nobodyavail)",
        "exten => holiday,1,Playback(house/holiday)",
        "exten => recorded,1,Playback(conf-now-recording)",
        "exten => voicemail,1,Playback(house/sorry&house/message)",
        "exten => voicemail_kept,1,Playback(vm-msgsaved)",
    ]


def test_a_browser_is_a_phone_over_the_websocket() -> None:
    pjsip = render(with_operator(phone="browser"))["pjsip.conf"]
    assert "[op101](browser-phone)" in pjsip
    assert "[op101](browser-aor)" in pjsip
    assert "[op102](phone)" in pjsip
    browser = section(pjsip, "browser-phone")
    assert browser[:3] == ["webrtc=yes", "disallow=all", "allow=opus,ulaw,alaw"]
    assert "device_state_busy_at=2" in browser
    assert "protocol=ws" in section(pjsip, "transport-ws")
    assert "icesupport=yes" in render(PLAN)["rtp.conf"]


def test_a_trunk_on_this_machine_is_not_taken_for_a_browser() -> None:
    trunk = dataclasses.replace(PLAN.trunk, match=("127.0.0.0/8",))
    assert "match=127.0.0.0/8" in render(dataclasses.replace(PLAN, trunk=trunk))["pjsip.conf"]
    with pytest.raises(BadInput, match=r"holds 127\.0\.0\.1, from where phones in browsers come"):
        render(dataclasses.replace(with_operator(phone="browser"), trunk=trunk))


def test_keys_of_a_consultation_are_those_that_the_engine_presses() -> None:
    features = section(render(PLAN)["features.conf"], "general")
    assert f"atxferthreeway={control.XFER_THREE_WAY}" in features
    assert f"atxferswap={control.XFER_SWAP}" in features
    assert all(line.split("=D")[1].isdigit() for line in features if line.startswith("atxfer"))


def test_contexts_that_the_engine_sends_people_to_cannot_be_dialled() -> None:
    text = render(PLAN)["extensions.conf"]
    for context in (control.CLIENT_FIRST_CONTEXT, control.SPY_CONTEXT, control.PICK_UP_CONTEXT):
        assert f"\n[{context}]\n" in text
    assert "include" not in text
    assert "parkext" not in render(PLAN)["res_parking.conf"]
    assert "[cc-spaces]" not in text
