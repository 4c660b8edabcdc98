"""One instance: it starts, says why when it does not, and leaves nothing behind."""

import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.lab.asterisk import Asterisk, DidNotStart
from ccengine.lab.ports import free_ports
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually
from tests.lab import house

ROOT = Path(__file__).parents[2]


@pytest.mark.pbx
async def test_two_run_side_by_side_and_leave_nothing(asterisk_tree: Tree) -> None:
    first_ports, second_ports = free_ports(), free_ports()
    async with (
        Asterisk(asterisk_tree, house.config(first_ports), first_ports) as first,
        Asterisk(asterisk_tree, house.config(second_ports), second_ports) as second,
    ):
        assert first.pid != second.pid
        assert "op101" in await second.cli("pjsip show endpoints")
        homes = first.home, second.home
    assert not any(home.exists() for home in homes)


@pytest.mark.pbx
async def test_a_long_home_is_no_trouble(asterisk_tree: Tree, tmp_path: Path) -> None:
    ports, home = free_ports(), tmp_path / ("deep" * 20)
    async with Asterisk(asterisk_tree, house.config(ports), ports, home=home) as pbx:
        assert "Asterisk" in await pbx.cli("core show version")
    assert (home / "log/console").exists()


async def test_it_says_why_it_did_not_start(tmp_path: Path) -> None:
    tree = Tree(
        command=("sh", "-c", "echo no such luck"),
        modules=tmp_path,
        data=tmp_path,
        varlib=tmp_path,
        version="0",
    )
    pbx = Asterisk(tree, {}, free_ports(), home=tmp_path)
    with pytest.raises(DidNotStart, match="no such luck"):
        await pbx.start()


@pytest.mark.pbx
async def test_options_of_the_node_are_read(asterisk_tree: Tree) -> None:
    ports = free_ports()
    options = {"asterisk.options.conf": "[options]\nsystemname=pbx7\n"}
    async with Asterisk(asterisk_tree, {**house.config(ports), **options}, ports) as pbx:
        assert "pbx7" in await pbx.cli("core show settings")


ORPHAN = """
import asyncio, os, signal
from ccengine.lab.asterisk import Asterisk
from ccengine.lab.ports import free_ports
from ccengine.lab.tree import ensure_tree
from pathlib import Path
from tests.lab import house

async def main():
    ports = free_ports()
    pbx = Asterisk(ensure_tree(), house.config(ports), ports, home=Path({home!r}))
    await pbx.start()
    print(pbx.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


@pytest.mark.pbx
async def test_it_dies_with_its_parent() -> None:
    with tempfile.TemporaryDirectory(prefix="cc-", dir="/tmp") as home:
        pid = orphan(home)
        await eventually(lambda: not runs(pid))


def orphan(home: str) -> int:
    """Start an Asterisk in a process that dies without a word; the Asterisk's process id."""
    command = [sys.executable, "-c", ORPHAN.format(home=home)]
    return int(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False).stdout)


def runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.pbx
async def test_a_taken_port_is_told(asterisk_tree: Tree, tmp_path: Path) -> None:
    ports = free_ports()
    wrong = replace(ports, ami=free_ports().ami)
    pbx = Asterisk(asterisk_tree, house.config(ports), wrong, home=tmp_path)
    with pytest.raises(DidNotStart, match="not up after"):
        await pbx.start(deadline_s=1.5)
    assert pbx.pid == 0
