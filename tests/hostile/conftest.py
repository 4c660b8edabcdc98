import pytest

from tests.fixtures_redis import redis_server
from tests.fixtures_store import dsn, postgres, store, template

pytest.register_assert_rewrite("tests.hostile.roads")

__all__ = ["dsn", "postgres", "redis_server", "store", "template"]
