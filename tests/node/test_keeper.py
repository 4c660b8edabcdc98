"""The keeper of the files: it follows, it tells, it never gives up."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from ccengine.core.applied import Stamp, Told
from ccengine.core.errors import BadInput, StoreUnavailable
from ccengine.node import keeper
from ccengine.node.keeper import Keeper, NotReloaded, Source, reloading
from tests.conftest import eventually


class House:
    """Files that change, and an Asterisk that takes them as told."""

    def __init__(self) -> None:
        self.stamp = Stamp(house=1, rules=0, phones=0)
        self.files: Mapping[str, str] = {"a.conf": "one\n"}
        self.bad: Exception | None = None
        self.asked = 0
        self.refusing = False
        self.loaded: list[str] = []
        self.told: list[Told] = []

    def change(self, text: str) -> None:
        self.stamp = Stamp(house=self.stamp.house + 1, rules=0, phones=0)
        self.files = {"a.conf": text}

    async def wanted(self) -> Stamp:
        return self.stamp

    async def rendered(self) -> Mapping[str, str]:
        self.asked += 1
        if self.bad is not None:
            raise self.bad
        return self.files

    async def tell(self, told: Told) -> None:
        self.told.append(told)

    def keeper(self, folder: Path) -> Keeper:
        def reload() -> None:
            self.loaded.append((folder / "a.conf").read_text())
            if self.refusing:
                raise NotReloaded("Asterisk sleeps")

        return Keeper(folder, Source(self.wanted, self.rendered), reload, self.tell, look_s=0.01)


async def test_what_changes_is_applied_once_and_told(tmp_path: Path) -> None:
    house = House()
    keeper = house.keeper(tmp_path)
    for _ in range(3):
        await keeper.look()
    house.change("two\n")
    await keeper.look()
    assert house.loaded == ["one\n", "two\n"]
    assert house.told == [Told(applied=Stamp(house=n, rules=0, phones=0)) for n in (1, 2)]
    assert keeper.trouble == ""


async def test_what_is_refused_is_put_back_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House()
    kept = house.keeper(tmp_path)
    await kept.look()
    house.change("two\n")
    house.refusing = True
    await kept.look()
    assert (tmp_path / "a.conf").read_text() == "one\n"
    assert "Asterisk sleeps" in kept.trouble
    assert house.told[-1].applied.house == 1
    tries = len(house.loaded)
    await kept.look()
    assert len(house.loaded) == tries  # not at once
    house.refusing = False
    monkeypatch.setattr(kept, "_again_at", 0.0)
    await kept.look()
    assert (tmp_path / "a.conf").read_text() == "two\n"
    assert house.told[-1] == Told(applied=Stamp(house=2, rules=0, phones=0))


async def test_a_change_is_tried_at_once_after_one_that_failed(tmp_path: Path) -> None:
    house = House()
    kept = house.keeper(tmp_path)
    house.bad = BadInput("operator op101, extension: '1' cannot be used")
    await kept.look()
    assert kept.trouble == str(house.bad)
    house.bad = None
    house.change("two\n")
    await kept.look()
    assert kept.trouble == ""


async def test_without_the_database_the_pbx_keeps_what_it_has(tmp_path: Path) -> None:
    house = House()
    kept = house.keeper(tmp_path)
    await kept.look()
    house.change("two\n")
    house.bad = StoreUnavailable()
    with pytest.raises(StoreUnavailable):
        await kept.look()
    assert (tmp_path / "a.conf").read_text() == "one\n"
    assert kept.trouble == ""


async def test_it_outlives_a_database_that_is_away(tmp_path: Path) -> None:
    house = House()
    house.bad = StoreUnavailable()
    kept = house.keeper(tmp_path)
    running = asyncio.create_task(kept.run())
    await eventually(lambda: house.asked > 1)
    house.bad = None
    await eventually(lambda: house.told)
    assert (tmp_path / "a.conf").read_text() == "one\n"
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_it_says_now_and_then_that_it_lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "BEAT_S", 0.0)
    house = House()
    kept = house.keeper(tmp_path)
    await kept.look()
    await kept.look()
    assert house.told == [house.told[0]] * 2


def test_the_command_that_reloads() -> None:
    reloading("")()
    reloading("true")()
    with pytest.raises(NotReloaded, match="sh -c 'echo no such module; exit 3': no such module"):
        reloading("sh -c 'echo no such module; exit 3'")()
    with pytest.raises(NotReloaded, match="/no/such/asterisk"):
        reloading("/no/such/asterisk -rx 'core reload'")()
