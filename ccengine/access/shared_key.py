"""The key of this installation for the tokens of screens: the service signs, any gateway can tell."""

import secrets

from ccengine.store.store import Store


async def shared_key(store: Store) -> bytes:
    """Made once, whoever asks first."""
    await store.execute("secret_make", "screenpop", secrets.token_bytes(32))
    key: bytes = await store.fetch_value("secret", "screenpop")
    return key
