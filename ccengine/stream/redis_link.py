"""The connection to Redis. Only modules named after this one (and ``fanout``) know the library."""

from ccengine.core.errors import SettingsError

try:
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff
    from redis.exceptions import RedisError
except ImportError as error:
    raise SettingsError(
        "[redis] url is set, and the library is missing: pip install 'ccengine[fanout]'"
    ) from error

__all__ = ["ANSWER_S", "AWAY", "Redis", "open_redis"]

AWAY = (RedisError, OSError, TimeoutError)
"""Redis is gone, going, or will not do it now: whoever meets one of these tries again later."""

CONNECT_S = 3.0
ANSWER_S = 15.0


def open_redis(url: str) -> Redis:
    """Connects when it is first used. Nothing is repeated by itself: whoever asks knows how.

    No ``socket_timeout``: the library would write under ``asyncio.wait_for``, which before Python
    3.12 can swallow a cancellation, and a task that was told to end goes on for ever. Whoever asks
    sets a time limit around his question: ``asyncio.timeout(ANSWER_S)``.
    """
    try:
        redis: Redis = Redis.from_url(
            url,
            decode_responses=True,
            protocol=2,  # answers of one shape, whatever the library's age
            socket_connect_timeout=CONNECT_S,
            retry=Retry(NoBackoff(), 0),
        )
    except ValueError as error:
        raise SettingsError("[redis] url must begin with redis://, rediss:// or unix://") from error
    return redis
