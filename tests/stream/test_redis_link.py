"""What is said where Redis cannot even be asked for."""

import importlib
import sys

import pytest

from ccengine.core.errors import SettingsError
from ccengine.stream import redis_link


@pytest.mark.parametrize("url", ["redis.example.com:6379", "http://redis.example.com", "redis://x:port/0"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(SettingsError, match=r"\[redis\] url"):
        redis_link.open_redis(url)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis.asyncio", None)
    monkeypatch.delitem(sys.modules, "ccengine.stream.redis_link")
    with pytest.raises(SettingsError, match=r"pip install 'ccengine\[fanout\]'"):
        importlib.import_module("ccengine.stream.redis_link")
