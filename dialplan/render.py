"""A plan becomes files: ``render(plan)`` gives their names and contents, and touches nothing.

==========================  =========================================================
pjsip.conf                  who may speak SIP with us: the trunk, the operators
extensions.conf             what happens to a call; the loop that asks the engine
queues.conf                 waiting rooms
manager.conf                the engine's two logins, and which events they hear
cel.conf, cel_custom.conf   the local log that everything can be rebuilt from
asterisk.options.conf       systemname; asterisk.conf includes it with ``#include``
the others                  media ports, music, keys, log, and the modules that are loaded
==========================  =========================================================
"""

from collections.abc import Callable

from dialplan import server
from dialplan.extensions import extensions_conf
from dialplan.pjsip import pjsip_conf
from dialplan.plan import NodePlan

_FILES: dict[str, Callable[[NodePlan], str]] = {
    "asterisk.options.conf": server.options_conf,
    "cdr.conf": server.cdr_conf,
    "cel.conf": server.cel_conf,
    "cel_custom.conf": server.cel_custom_conf,
    "extensions.conf": extensions_conf,
    "features.conf": server.features_conf,
    "http.conf": server.http_conf,
    "indications.conf": server.indications_conf,
    "logger.conf": server.logger_conf,
    "manager.conf": server.manager_conf,
    "modules.conf": server.modules_conf,
    "musiconhold.conf": server.music_conf,
    "pjsip.conf": pjsip_conf,
    "queues.conf": server.queues_conf,
    "res_parking.conf": server.parking_conf,
    "rtp.conf": server.rtp_conf,
    **dict.fromkeys(
        ("acl.conf", "ccss.conf", "pjproject.conf", "queuerules.conf", "stasis.conf", "udptl.conf"),
        server.quiet_conf,
    ),
}
_HEAD = "; Rendered by ccengine; changes made here are lost. See: ccengine dialplan diff\n\n"


def render(plan: NodePlan) -> dict[str, str]:
    """File name to content. Raises BadInput where a value cannot be used."""
    return {name: _HEAD + make(plan) for name, make in _FILES.items()}
