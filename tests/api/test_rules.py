"""Rules over HTTP: read, checked, tried out, changed by whoever saw the newest."""

import pytest

from ccengine.store.desk_log import nobody
from ccengine.store.rules import PgRules
from tests.api.house import NOW, Rig
from tests.engine.world import NUMBER

pytestmark = pytest.mark.store

DOCUMENT = {
    "calendars": {"nights": {"zone": "Asia/Tashkent", "week": {"sun": ["22:00-24:00"]}, "holidays": []}},
    "rules": [
        {"id": "key", "kind": "responsible", "name": "Key <b>accounts</b>", "when": {"priority_from": 5}},
        {"id": "wait", "kind": "queue", "seconds": 60},
        {"id": "back", "kind": "callback"},
    ],
    "recording": [{"id": "all", "record": True, "announce": True}],
}


async def test_an_administrator_changes_the_rules_and_all_versions_stay(rig: Rig) -> None:
    root = await rig.as_("root")
    usual = await root("GET", "/api/rules")
    assert (usual.json["version"], usual.headers["ETag"]) == (0, '"0"')
    assert usual.json["document"]["rules"][0] == {"id": "responsible", "kind": "responsible"}
    sent = {"document": DOCUMENT, "version": 0, "comment": "announce recordings"}
    put = await root("PUT", "/api/rules", sent)
    assert (put.status, put.json["version"], put.json["by"]) == (200, 1, "root")
    assert put.json["document"]["rules"] == DOCUMENT["rules"]
    assert put.json["problems"] == []
    again = await root("PUT", "/api/rules", {"document": {}}, If_Match='"1"')
    assert (again.json["version"], again.json["comment"]) == (2, "")
    versions = (await root("GET", "/api/rules/versions?limit=1")).json["versions"]
    assert [(one["version"], one["by"]) for one in versions] == [(2, "root")]
    old = await root("GET", "/api/rules/versions/1")
    assert old.json["document"]["rules"] == DOCUMENT["rules"]
    assert (await root("GET", "/api/rules/versions/9")).status == 404
    assert ("root", "rules.put", "1") in await rig.audited()
    told = [entry.data for entry in rig.announced if entry.type == "rules.changed"]
    assert [(data["version"], data["comment"]) for data in told] == [(1, "announce recordings"), (2, "")]


async def test_who_changed_an_old_version_is_refused(rig: Rig) -> None:
    root = await rig.as_("root")
    sent = {"document": DOCUMENT, "version": 0}
    assert (await root("PUT", "/api/rules", sent)).status == 200
    late = await root("PUT", "/api/rules", sent)
    assert (late.status, late.json["type"]) == (409, "urn:ccengine:conflict")
    for headers, version in (({}, None), ({}, "1"), ({"If_Match": "*"}, None)):
        body = {"document": DOCUMENT} if version is None else {"document": DOCUMENT, "version": version}
        assert (await root("PUT", "/api/rules", body, **headers)).status == 400


async def test_rules_that_cannot_be_used_are_refused_with_every_problem_and_its_place(rig: Rig) -> None:
    root = await rig.as_("root")
    wrong = {
        "rules": [
            {"id": "a", "kind": "hangup"},
            {
                "id": "b",
                "kind": "queue",
                "target": "gone",
                "when": {"client": "withheld", "languages": ["ru"]},
            },
        ]
    }
    refused = await root("PUT", "/api/rules", {"document": wrong, "version": 0})
    assert (refused.status, refused.json["type"]) == (422, "urn:ccengine:bad-rules")
    assert [problem["place"] for problem in refused.json["problems"]] == [
        "rules[1].target",
        "rules[1].when.languages",
        "rules[1]",
    ]
    checked = await root("POST", "/api/rules/check", {"document": wrong})
    assert checked.json["problems"] == refused.json["problems"]
    assert (await root("POST", "/api/rules/check", {"document": DOCUMENT})).json == {"problems": []}
    unread = await root("PUT", "/api/rules", {"document": {"rules": [{"id": 7}]}, "version": 0})
    assert [problem["place"] for problem in unread.json["problems"]] == ["rules[0].kind", "rules[0].id"]
    assert (await root("GET", "/api/rules")).json["version"] == 0


async def test_rules_about_what_has_left_the_house_since_say_so(rig: Rig) -> None:
    old = {"rules": [{"id": "a", "kind": "queue", "target": "closed_down"}]}
    await PgRules(rig.store, announce=nobody, now=lambda: NOW).put(old, after=0, login="root", comment="")
    rules = (await (await rig.as_("chief"))("GET", "/api/rules")).json
    template, names = "there is no queue '{queue}'", {"queue": "closed_down"}
    told = {"problem": "there is no queue 'closed_down'", "template": template, "names": names}
    assert rules["problems"] == [{"place": "rules[0].target", **told}]


async def test_a_dry_run(rig: Rig) -> None:
    chief = await rig.as_("chief")
    asked = {"number": "", "dialled": NUMBER, "at": 1_795_324_298_000, "states": {"op101": "busy"}}
    ran = await chief("POST", "/api/rules/dry-run", asked)
    assert (ran.status, ran.json["client"]) == (200, "")
    first = ran.json["path"][0]
    assert first["step"] == {"kind": "queue", "targets": ["sales"], "seconds": 120}
    assert first["why"] == "The caller withheld his number; the call goes to the queue Sales."
    assert [one["rule"] for one in ran.json["path"]] == ["queue", "static", "goodbye"]
    tried = await chief("POST", "/api/rules/dry-run", asked | {"document": DOCUMENT})
    assert [one["rule"] for one in tried.json["path"]] == ["wait", "goodbye"]
    wrong = await chief("POST", "/api/rules/dry-run", asked | {"document": {"rules": 7}})
    (problem,) = wrong.json["problems"]
    assert (wrong.status, problem["place"], problem["problem"]) == (422, "rules", "must be a list")
    for change in ({"dialled": "5"}, {"number": "abc"}, {"states": {"op101": "asleep"}}, {"states": [7]}):
        assert (await chief("POST", "/api/rules/dry-run", asked | change)).status == 400


async def test_who_may_do_what(rig: Rig) -> None:
    chief, aziz, root = await rig.as_("chief"), await rig.as_("aziz"), await rig.as_("root")
    words = (await chief("GET", "/api/rules/vocabulary")).json
    assert {"id": "sales", "name": "Sales"} in words["queues"]
    assert (await chief("GET", "/api/rules")).status == 200
    assert (await chief("PUT", "/api/rules", {"document": DOCUMENT, "version": 0})).status == 403
    assert (await aziz("GET", "/api/rules")).status == 403
    assert (await root("PUT", "/api/rules", {"document": DOCUMENT, "version": 0})).status == 200
