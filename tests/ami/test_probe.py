"""The doctor's questions, asked of a real Asterisk and of nobody."""

import pytest

from ami.probe import ACTS, LISTENS, MODULES, Login, probe
from ccengine.lab.bench import open_bench
from ccengine.lab.ports import free_port
from ccengine.lab.tree import Tree
from dialplan.plan import CONTROL_USER, EVENTS_USER


async def test_nobody_at_that_port() -> None:
    login = Login(host="127.0.0.1", port=free_port(), username="x", secret="y")
    seen = await probe(login, ("CoreStatus",))
    assert seen.unreachable
    assert not seen.refused


@pytest.mark.pbx
async def test_what_each_login_may_do_and_which_modules_are_missing(asterisk_tree: Tree) -> None:
    async with open_bench(asterisk_tree, {}) as bench:
        port = bench.plan.ami_port
        events = Login(host="127.0.0.1", port=port, username=EVENTS_USER, secret=bench.plan.events_secret)
        seen = await probe(events, (*LISTENS, "Originate"))
        assert (seen.unreachable, seen.refused, seen.booted) == ("", False, True)
        assert seen.systemname == bench.plan.systemname
        assert seen.denied == ["Originate"]
        control = Login(host="127.0.0.1", port=port, username=CONTROL_USER, secret=bench.plan.control_secret)
        seen = await probe(control, ACTS, modules=MODULES)
        assert (seen.denied, seen.booted, seen.modules_missing) == ([], True, [])
        for module in ("func_curl", "app_mixmonitor"):
            await bench.pbx.cli(f"module unload {module}")
        seen = await probe(control, ACTS, modules=MODULES)
        assert seen.modules_missing == ["func_curl", "app_mixmonitor"]
        assert seen.denied == ["MixMonitorMute"]
        wrong = Login(host="127.0.0.1", port=port, username=EVENTS_USER, secret="no")
        assert (await probe(wrong, ())).refused
