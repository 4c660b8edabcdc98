"""From settings and the house to Asterisk's files."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from ccengine.access.phones import PhonePasswords
from ccengine.core.directory import House
from ccengine.core.errors import SettingsError
from ccengine.node.keeper import Keeper, Source, reloading
from ccengine.settings import Settings
from ccengine.store.directory import PgDirectory
from ccengine.store.node_files import NodeFiles
from ccengine.store.store import Store
from dialplan.plan import NodePlan, Trunk, own_sounds
from dialplan.render import render

SIP_SECRETS = "sip-secrets.json"


async def rendered(settings: Settings, store: Store) -> dict[str, str]:
    """The files for the node that the settings describe and the house in the database."""
    house = await PgDirectory(store).house()
    browsers = [person.id for person in house.operators.values() if person.phone == "browser"]
    return render(plan_of(settings, house, await PhonePasswords(store).all(browsers)))


def keeper_of(settings: Settings, store: Store) -> Keeper:
    """The keeper of the files in ``[pbx] apply_to``."""
    files = NodeFiles(store, settings.node.name)
    source = Source(files.wanted, lambda: rendered(settings, store))
    return Keeper(Path(settings.pbx.apply_to), source, reloading(settings.pbx.reload), files.put)


def plan_of(settings: Settings, house: House, browsers: Mapping[str, str]) -> NodePlan:
    """``browsers``: the passwords of phones in browsers, by operator; desk phones have their own."""
    node, pbx, listen = settings.node, settings.pbx, settings.listen
    if not pbx.trunk_match or not pbx.trunk_host:
        raise SettingsError(
            "[pbx] trunk_match and trunk_host say where calls from outside come from and go to"
        )
    return NodePlan(
        node=node.name,
        systemname=node.systemname,
        house=house,
        trunk=Trunk(
            match=pbx.trunk_match, host=pbx.trunk_host, port=pbx.trunk_port, caller_number=pbx.caller_number
        ),
        recordings=node.recordings,
        logs=pbx.logs,
        route_url=f"http://{listen.route_host}:{listen.route_port}/route",
        token_file=pbx.token_file,
        events_secret=node.events_secret,
        control_secret=node.control_secret,
        sip_secrets={**sip_secrets(settings.data, house), **browsers},
        address=pbx.address,
        sip_port=pbx.sip_port,
        ami_port=node.ami_port,
        websocket_port=pbx.websocket_port,
        rtp_from=pbx.rtp_from,
        rtp_to=pbx.rtp_to,
        music=pbx.music,
        own_sounds=own_sounds(pbx.sounds),
    )


def known_secrets(data: Path) -> dict[str, str]:
    """The passwords of desk phones that were made on this machine."""
    path = data / SIP_SECRETS
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return known


def sip_secrets(data: Path, house: House) -> dict[str, str]:
    """Each operator's SIP password at a desk phone, made once and kept under the data folder (0600)."""
    path, known = data / SIP_SECRETS, known_secrets(data)
    missing = [operator for operator in house.operators if operator not in known]
    if missing:
        known |= {operator: secrets.token_urlsafe(18) for operator in missing}
        data.mkdir(parents=True, exist_ok=True)
        write_private(path, json.dumps(known, indent=1))
    return {operator: known[operator] for operator in house.operators}


def write_private(path: Path, text: str) -> None:
    """Readable by its owner only, from the first byte on."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
