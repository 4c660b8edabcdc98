"""pjsip.conf: two transports, the trunk, one endpoint per operator.

Three settings on the trunk keep hostile callers out of the manager stream (each was tried):
``trust_id_inbound=no`` with a ``callerid`` of its own, so that no header of the caller becomes a
caller id before the dialplan has filtered it, and ``redirect_method=uri_pjsip``.

``media_address`` together with ``bind_rtp_to_media_address`` on every endpoint spares a look-up
of the machine's own name per leg, which takes twelve seconds where that name does not resolve.
"""

from ipaddress import ip_address, ip_network

from ccengine.core.directory import Operator
from ccengine.core.errors import BadInput
from dialplan import clean
from dialplan.plan import NodePlan

TRUNK = "trunk"

_KINDS = {"desk": ("phone", "phone-aor"), "browser": ("browser-phone", "browser-aor")}
"""Templates of the endpoint and of its address, by the kind of phone."""


_TRANSPORTS = """\
[global]
type=global
; The trunk is known by its address, phones by their user name; nobody else is let in.
endpoint_identifier_order=ip,username

[transport-udp]
type=transport
protocol=udp
bind={address}:{port}

; Where it listens is said in http.conf.
[transport-ws]
type=transport
protocol=ws
bind=127.0.0.1
websocket_write_timeout=1000

"""

_TEMPLATES = """\
[phone](!)
type=endpoint
context=from-internal
disallow=all
allow=alaw,ulaw
direct_media=no
media_address={address}
bind_rtp_to_media_address=yes
trust_id_inbound=no
redirect_method=uri_pjsip
force_rport=yes
rewrite_contact=yes
rtp_symmetric=yes
; One call at a time: an operator who talks is busy.
device_state_busy_at=1

; The same in a browser: over a websocket, encrypted, and through whatever is in between.
[browser-phone](!,phone)
webrtc=yes
disallow=all
allow=opus,ulaw,alaw
; A second call is possible there, when the operator himself asks for it. Queues give nobody a second
; one: with one call he is in use, and they ring only who is not.
device_state_busy_at=2

[phone-auth](!)
type=auth
auth_type=digest

; Whether a phone is still there is asked now and then: one that is not is rung for nobody.
[phone-aor](!)
type=aor
max_contacts=1
remove_existing=yes
qualify_frequency=60
qualify_timeout=5

; A browser's registration goes with its websocket; where that is cut without a word, it is soon seen.
; It ends by itself, too: with it ends what a password that is no longer good has opened.
[browser-aor](!,phone-aor)
qualify_frequency=10
maximum_expiration=120
"""
"""What phones have in common. Each is an endpoint of one of these kinds, with a secret and an address."""


def pjsip_conf(plan: NodePlan) -> str:
    operators = [plan.house.operators[key] for key in sorted(plan.house.operators)]
    parts = [_common(plan), _trunk(plan), *(_operator(plan, operator) for operator in operators)]
    return "\n".join(parts)


def _common(plan: NodePlan) -> str:
    address = clean.allowed("host", plan.address, "address")
    port = clean.port(plan.sip_port, "sip_port")
    return _TRANSPORTS.format(address=address, port=port) + _TEMPLATES.format(address=address)


def _trunk(plan: NodePlan) -> str:
    address = clean.allowed("host", plan.address, "address")
    host = clean.allowed("host", plan.trunk.host, "trunk.host")
    port = clean.port(plan.trunk.port, "trunk.port")
    matches = "\n".join(f"match={_network(plan, match)}" for match in plan.trunk.match)
    return f"""\
[{TRUNK}]
type=endpoint
context=from-trunk
disallow=all
allow=alaw,ulaw
direct_media=no
media_address={address}
bind_rtp_to_media_address=yes
; Nothing that a caller writes is a caller id until the dialplan has filtered it.
trust_id_inbound=no
callerid=<unknown>
redirect_method=uri_pjsip
allow_transfer=no
aors={TRUNK}

[{TRUNK}]
type=aor
contact=sip:{host}:{port}

[{TRUNK}]
type=identify
endpoint={TRUNK}
{matches}
"""


def _network(plan: NodePlan, match: str) -> str:
    """Known by its address, the trunk comes before every user name: pages must come from elsewhere."""
    network = clean.network(match, "trunk.match")
    browsers = any(person.phone == "browser" for person in plan.house.operators.values())
    if browsers and ip_address("127.0.0.1") in ip_network(network):
        raise BadInput(
            f"trunk.match: {match} holds 127.0.0.1, from where phones in browsers come; give the trunk "
            "another address"
        )
    return network


def _operator(plan: NodePlan, operator: Operator) -> str:
    where = f"operator {operator.id}"
    ident = clean.allowed("id", operator.id, "operator id")
    if ident.startswith(TRUNK):
        raise BadInput(f"{where}: the id begins like the trunk's, and calls of the two would be mixed up")
    extension = clean.allowed("extension", operator.extension, f"{where}, extension")
    phone, aor = _KINDS.get(operator.phone, _KINDS["desk"])
    password = clean.secret(plan.sip_secrets.get(operator.id, ""), f"{where}, SIP password")
    return f"""\
[{ident}]({phone})
callerid="{clean.words(operator.name, ident)}" <{extension}>
auth={ident}
aors={ident}

[{ident}](phone-auth)
username={ident}
password={password}

[{ident}]({aor})
"""
