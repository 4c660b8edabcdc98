"""A tiny PBX of the lab's own: phones 101 to 109 call each other, whoever comes from 127.0.0.2
is the trunk and may dial them too. It depends on nobody's rendering."""

import secrets

from ccengine.lab.ports import Ports

PASSWORD = secrets.token_hex(8)
PHONES = tuple(f"op{number}" for number in range(101, 110))

_ENDPOINT = """
[{name}]
type=endpoint
context={context}
disallow=all
allow=ulaw
direct_media=no
media_address=127.0.0.1
bind_rtp_to_media_address=yes
callerid={name} <{extension}>
auth={name}
aors={name}

[{name}]
type=auth
auth_type=userpass
username={name}
password={password}

[{name}]
type=aor
max_contacts=1
remove_existing=yes
"""


def endpoint(name: str, context: str, password: str) -> str:
    """A phone, reached by the digits of its name; what it dials goes to ``context``."""
    return _ENDPOINT.format(name=name, extension=name[2:], context=context, password=password)


def config(ports: Ports, outside: tuple[str, int] = ("127.0.0.2", 9)) -> dict[str, str]:
    """``outside``: where calls to numbers of seven digits and more are sent."""
    endpoints = "".join(endpoint(name, "house", PASSWORD) for name in PHONES)
    return {
        "manager.conf": f"[general]\nenabled=yes\nbindaddr=127.0.0.1\nport={ports.ami}\n",
        "rtp.conf": f"[general]\nrtpstart={ports.rtp}\nrtpend={ports.rtp_end}\nicesupport=no\n",
        "pjsip.conf": f"""
[udp]
type=transport
protocol=udp
bind=127.0.0.1:{ports.sip}

[trunk]
type=endpoint
context=house
disallow=all
allow=ulaw
direct_media=no
media_address=127.0.0.1
bind_rtp_to_media_address=yes
aors=trunk

[trunk]
type=aor
contact=sip:{outside[0]}:{outside[1]}

[trunk]
type=identify
endpoint=trunk
match=127.0.0.2
{endpoints}""",
        "extensions.conf": "[house]\nexten => _10X,1,Dial(PJSIP/op${EXTEN},30)\n same => n,Hangup()\n"
        "exten => _XXXXXXX.,1,Dial(PJSIP/${EXTEN}@trunk,30)\n same => n,Hangup()\n",
    }
