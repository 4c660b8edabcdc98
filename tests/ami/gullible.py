"""A PBX that believes its callers: whatever stands in a SIP From goes raw into AMI.

Not what `dialplan/` renders (there it cannot get in), but what other people's PBXs are like.
Whoever comes from 127.0.0.2 is the trunk; op101 to op103 are phones; cc-originate dials CC_DIAL.
"""

import secrets

from ccengine.lab.ports import Ports
from tests.lab.house import endpoint

SYSTEMNAME = "pbx1-" + secrets.token_hex(8)
EVENTS = ("ccengine-events", secrets.token_hex(8))
CONTROL = ("ccengine-control", secrets.token_hex(8))
PASSWORD = secrets.token_hex(8)
PHONES = ("op101", "op102", "op103")

WANTED = frozenset(
    {
        *("Newchannel", "Newstate", "Hangup", "DialBegin", "DialEnd", "BridgeEnter", "BridgeLeave"),
        *("BlindTransfer", "AttendedTransfer", "OriginateResponse", "QueueMemberAdded", "QueueMemberPause"),
    }
)


def config(ports: Ports) -> dict[str, str]:
    endpoints = "".join(endpoint(name, "from-internal", PASSWORD) for name in PHONES)
    return {
        "asterisk.options.conf": f"[options]\nsystemname={SYSTEMNAME}\n",
        "manager.conf": f"""
[general]
enabled=yes
bindaddr=127.0.0.1
port={ports.ami}
timestampevents=yes
channelvars=CC_CALL

[{EVENTS[0]}]
secret={EVENTS[1]}
read=system,call,agent,user,cdr,dialplan,reporting
write=reporting

[{CONTROL[0]}]
secret={CONTROL[1]}
write=call,agent,originate
""",
        "queues.conf": "[general]\n[sales]\nstrategy=ringall\n",
        "features.conf": "[featuremap]\natxfer=*9\n",
        "rtp.conf": f"[general]\nrtpstart={ports.rtp}\nrtpend={ports.rtp_end}\nicesupport=no\n",
        "pjsip.conf": f"""
[udp]
type=transport
protocol=udp
bind=127.0.0.1:{ports.sip}

[trunk]
type=endpoint
context=from-trunk
disallow=all
allow=ulaw
direct_media=no
media_address=127.0.0.1
bind_rtp_to_media_address=yes

[trunk]
type=identify
endpoint=trunk
match=127.0.0.2
{endpoints}""",
        "extensions.conf": """
[from-trunk]
exten => 100,1,Dial(PJSIP/op101,30,tT)
 same => n,Hangup()
exten => 200,1,Dial(PJSIP/op102,30,tT)
 same => n,Hangup()
[from-internal]
exten => _10X,1,Dial(PJSIP/op${EXTEN},30,tT)
 same => n,Hangup()
[cc-originate]
exten => s,1,Dial(PJSIP/op${CC_DIAL},30,tT)
 same => n,Hangup()
""",
    }
