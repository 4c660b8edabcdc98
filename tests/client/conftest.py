"""What the client's tests have."""

from tests.fixtures_store import dsn, postgres, store, template

__all__ = ["dsn", "postgres", "store", "template"]
