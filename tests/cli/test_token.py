"""``ccengine token``: made, shown once, listed and revoked, as a process on a real database."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from ccengine.access import Access
from ccengine.store.store import Store

pytestmark = pytest.mark.store


async def token(dsn: str, folder: Path, *arguments: str) -> tuple[int, str, str]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("CCENGINE_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ccengine", "token", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env=environ | {"CCENGINE_DATABASE__DSN": dsn, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def test_a_token_s_life(dsn: str, store: Store, tmp_path: Path) -> None:
    code, secret, said = await token(
        dsn, tmp_path, "create", "crm", "--scope", "events", "--scope", "calls.all"
    )
    assert (code, said) == (0, "")
    session = await Access(store).bearer(secret.strip())
    assert session is not None
    assert session.user.permissions == {"events", "calls.all"}
    _, listed, _ = await token(dsn, tmp_path, "list")
    assert listed.split()[0] == "crm"
    assert listed.endswith("calls.all events\n")
    assert "without end" in listed
    assert secret.strip() not in listed
    assert (await token(dsn, tmp_path, "revoke", "crm"))[0] == 0
    assert await Access(store).bearer(secret.strip()) is None
    code, _, said = await token(dsn, tmp_path, "revoke", "crm")
    assert (code, said) == (1, "ccengine: There is no such token.\n")


async def test_a_scope_that_does_not_exist_is_named(dsn: str, tmp_path: Path) -> None:
    code, _, said = await token(dsn, tmp_path, "create", "crm", "--scope", "tea")
    assert code == 2
    assert "'tea'" in said
