"""Every scene of the check list, on one running house. They are played one after the other, as by
``ccengine demo --check``, and each answers for itself."""

import asyncio
import tempfile
from pathlib import Path

import pytest

from ccengine.cli.demo.check import ALL, PACE, Verdict, play
from ccengine.cli.demo.rig import engine_is_well, open_rig
from ccengine.lab.tree import Tree

SEED = 7

pytestmark = [pytest.mark.pbx, pytest.mark.store, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def verdicts(nothing_left: None, asterisk_tree: Tree) -> dict[str, Verdict]:
    with tempfile.TemporaryDirectory(prefix="cc-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        return {verdict.scene: verdict for verdict in asyncio.run(_play_all(Path(folder), asterisk_tree))}


async def _play_all(folder: Path, tree: Tree) -> list[Verdict]:
    async with open_rig(folder / "check", tree, seed=SEED, pace=PACE) as rig:
        await engine_is_well(rig)
        return await play(rig, ALL)


@pytest.mark.parametrize("scene", ALL)
def test_scene(scene: str, verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts[scene]
    assert verdict.trouble == ""
    wrong = [f"{j.what}: expected {j.expected}, seen {j.seen}" for j in verdict.judged if not j.holds]
    assert wrong == []
    assert verdict.judged, "nothing was looked at"
    assert (verdict.records, verdict.in_cel) == (verdict.placed, verdict.placed)
