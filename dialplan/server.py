"""The smaller files: queues, the manager interface, channel event log, media, modules, log."""

from ccengine.core.directory import Queue
from dialplan import clean
from dialplan.plan import CONTROL_USER, EVENTS_USER, NodePlan

# What moves the engine. Everything else is dropped by Asterisk before it is written: on an
# ordinary call that is more than half of the events (VarSet, DialState, QueueMemberStatus, ...).
EVENTS = (
    *("FullyBooted", "Shutdown", "Reload"),
    *("Newchannel", "Newstate", "NewCallerid", "Hangup", "HangupRequest", "SoftHangupRequest", "Rename"),
    *("DialBegin", "DialEnd", "OriginateResponse", "Pickup"),
    *("BridgeEnter", "BridgeLeave", "BridgeMerge"),
    *("BlindTransfer", "AttendedTransfer", "LocalBridge", "LocalOptimizationBegin", "LocalOptimizationEnd"),
    *("Hold", "Unhold", "MusicOnHoldStart", "MusicOnHoldStop"),
    *("ParkedCall", "UnParkedCall", "ParkedCallTimeOut", "ParkedCallGiveUp"),
    *("QueueCallerJoin", "QueueCallerLeave", "QueueCallerAbandon"),
    *("QueueMemberAdded", "QueueMemberRemoved", "QueueMemberPause"),
    *("AgentCalled", "AgentConnect", "AgentComplete", "AgentRingNoAnswer"),
    *("ConfbridgeStart", "ConfbridgeJoin", "ConfbridgeLeave", "ConfbridgeEnd"),
    *("ChanSpyStart", "ChanSpyStop", "MixMonitorStart", "MixMonitorStop", "MixMonitorMute"),
    *("DeviceStateChange", "PeerStatus", "UserEvent"),
)

CEL_EVENTS = (
    *("CHAN_START", "CHAN_END", "ANSWER", "HANGUP", "BRIDGE_ENTER", "BRIDGE_EXIT", "APP_START", "APP_END"),
    *("BLINDTRANSFER", "ATTENDEDTRANSFER", "PICKUP", "FORWARD", "LINKEDID_END"),
    *("LOCAL_OPTIMIZE_BEGIN", "LOCAL_OPTIMIZE", "STREAM_BEGIN", "STREAM_END", "USER_DEFINED"),
)
# "all" yields no application rows at all: each is named.
CEL_APPS = ("dial", "queue", "mixmonitor", "confbridge", "playback", "park", "chanspy", "appdial", "appqueue")
CEL_COLUMNS = (
    *("eventtype", "eventtime", "userdeftype", "name", "num", "ani", "rdnis", "dnid", "exten", "context"),
    *("channame", "appname", "appdata", "amaflags", "accountcode", "uniqueid", "linkedid", "peer"),
    *("peeraccount", "userfield", "eventextra", "tenantid"),
)

# All that the call flow uses, and nothing else: a module that is not loaded has no holes.
MODULES = (
    *("app_celgenuserevent", "app_chanspy", "app_dial", "app_echo", "app_exec", "app_mixmonitor"),
    *("app_playback", "app_queue", "app_read", "app_record", "app_senddtmf", "app_stack", "app_userevent"),
    *("bridge_builtin_features", "bridge_holding", "bridge_simple", "bridge_softmix"),
    *("cel_custom", "res_cdrel_custom", "chan_pjsip", "chan_bridge_media"),
    *("codec_a_mu", "codec_alaw", "codec_gsm", "codec_opus_open_source", "codec_resample", "codec_ulaw"),
    *("format_gsm", "format_pcm", "format_sln", "format_wav"),
    *("func_callerid", "func_channel", "func_curl", "func_cut", "func_dialplan", "func_env", "func_json"),
    *("func_logic", "func_module", "func_strings", "func_uri", "pbx_config", "res_curl"),
    *("res_manager_devicestate", "res_parking"),
    # For phones in browsers.
    *("res_format_attr_opus", "res_http_websocket", "res_pjsip_transport_websocket"),
    "res_srtp",
    *("res_musiconhold", "res_pjproject", "res_rtp_asterisk", "res_sorcery_astdb", "res_sorcery_config"),
    *("res_sorcery_memory", "res_timing_timerfd", "res_pjsip", "res_pjsip_authenticator_digest"),
    *("res_pjsip_caller_id", "res_pjsip_dtmf_info", "res_pjsip_endpoint_identifier_ip"),
    *("res_pjsip_endpoint_identifier_user", "res_pjsip_header_funcs", "res_pjsip_nat"),
    *("res_pjsip_outbound_authenticator_digest", "res_pjsip_pubsub", "res_pjsip_refer"),
    *("res_pjsip_registrar", "res_pjsip_rfc3326", "res_pjsip_sdp_rtp", "res_pjsip_session"),
)

XFER_ABORT, XFER_COMPLETE, XFER_THREE_WAY, XFER_SWAP = "D3", "D4", "D5", "D6"
"""Keys that are pressed for an operator who consults a colleague."""

_PARKED_S = 180

_FIRST_OFFER_S, _OFFER_EVERY_S = 10, 30
"""When a waiting caller first hears that he may be called back, and how often again."""


def queues_conf(plan: NodePlan) -> str:
    """Members come and go by the engine's word; they outlive a restart of Asterisk."""
    queues = (_queue(plan, plan.house.queues[key]) for key in sorted(plan.house.queues))
    return "[general]\npersistentmembers=yes\nautofill=yes\n" + "".join(queues)


def _queue(plan: NodePlan, queue: Queue) -> str:
    ident = clean.allowed("id", queue.id, "queue id")
    return f"""
; {clean.words(queue.name, ident)}
[{ident}]
strategy={clean.strategy(queue.strategy, f"queue {ident}, strategy")}
timeout={clean.bounded(queue.ring_s, 1, 600, f"queue {ident}, ring_s")}
retry=1
ringinuse=no
musicclass=default
; With nobody logged in the caller is passed on at once; operators on a pause are waited for.
joinempty=unavailable,invalid,unknown
leavewhenempty=unavailable,invalid,unknown
setinterfacevar=no
setqueuevar=yes
{_announcements(plan, queue)}{_offer(plan, queue)}"""


def _announcements(plan: NodePlan, queue: Queue) -> str:
    """His place, told whenever nobody is being rung for him just then."""
    every = clean.bounded(queue.announce_s, 0, 3_600, f"queue {queue.id}, announce_s")
    if not every:
        return "announce-frequency=0\n"
    return f"""\
announce-position=yes
announce-frequency={every}
min-announce-frequency={min(every, 15)}
announce-holdtime=once
"""


def _offer(plan: NodePlan, queue: Queue) -> str:
    """Key 1, and the words that tell of it. They are the queue's, for all who wait there."""
    if not queue.offers_callback:
        return ""
    return f"""\
context=cc-queue-keys
periodic-announce={clean.allowed("sound", plan.sounds["callback_reminder"], "sound callback_reminder")}
periodic-announce-startdelay={_FIRST_OFFER_S}
periodic-announce-frequency={queue.announce_s or _OFFER_EVERY_S}
"""


def manager_conf(plan: NodePlan) -> str:
    """Two users: one hears and does nothing, one acts and hears nothing. Loopback only."""
    filters = "\n".join(f"eventfilter(action(include),name({name})) =" for name in EVENTS)
    return f"""\
[general]
enabled=yes
webenabled=no
bindaddr=127.0.0.1
port={clean.port(plan.ami_port, "ami_port")}
timestampevents=yes
channelvars=CC_CALL
displayconnects=no
allowmultiplelogin=yes

[loopback](!)
deny=0.0.0.0/0.0.0.0
permit=127.0.0.1/255.255.255.255
; A reader that is slow for one second is cut off; the default of 100 ms is shorter than a disk's hiccup.
writetimeout=1000

[{EVENTS_USER}](loopback)
secret={clean.secret(plan.events_secret, "events_secret")}
read=system,call,agent,reporting,user
write=reporting
{filters}

[{CONTROL_USER}](loopback)
secret={clean.secret(plan.control_secret, "control_secret")}
; FullyBooted, sent at login, comes only with the class system; it is the only event let through.
read=system
eventfilter(action(include),name(FullyBooted)) =
write=call,agent,originate
"""


def cel_conf(plan: NodePlan) -> str:
    return f"[general]\nenable=yes\napps={','.join(CEL_APPS)}\nevents={','.join(CEL_EVENTS)}\n"


def cel_custom_conf(plan: NodePlan) -> str:
    """The call's ground truth on local disk, read when the engine has missed something."""
    clean.allowed("path", plan.logs, "logs")
    return f"""\
[{plan.cel_file}]
format=dsv
separator_character=,
quote_character="
quote_escape_character="
quoting_method=all
fields={",".join(CEL_COLUMNS)}
"""


def rtp_conf(plan: NodePlan) -> str:
    """Only endpoints of browsers do speak ICE; here it is merely allowed to them."""
    first = clean.bounded(plan.rtp_from, 1024, 65_000, "rtp_from")
    last = clean.bounded(plan.rtp_to, first + 3, 65_535, "rtp_to")
    return f"[general]\nrtpstart={first}\nrtpend={last}\nstrictrtp=yes\nicesupport=yes\n"


def modules_conf(plan: NodePlan) -> str:
    return "[modules]\nautoload=no\n" + "".join(f"load={name}.so\n" for name in sorted(MODULES))


def music_conf(plan: NodePlan) -> str:
    return f"[default]\nmode=files\ndirectory={clean.allowed('music', plan.music, 'music')}\n"


def features_conf(plan: NodePlan) -> str:
    """Attended transfer over AMI works by pressing these keys for the operator: those of the map to
    begin, the others in the consultation. No phone has a key D, so that nobody does it by accident."""
    return f"""\
[general]
; How long a transfer waits for more digits when the number could go on.
transferdigittimeout=1
; No sound to an operator whose consultation failed or was cancelled: he sees it on his page, and keys
; pressed while a sound is played are lost, so the next transfer within it would never begin.
xferfailsound=
atxferabort={XFER_ABORT}
atxfercomplete={XFER_COMPLETE}
atxferthreeway={XFER_THREE_WAY}
atxferswap={XFER_SWAP}

[featuremap]
blindxfer=D1
atxfer=D2
"""


def parking_conf(plan: NodePlan) -> str:
    """One lot. It has no extension to park at, and nobody can dial its spaces."""
    return f"""\
[general]
parkeddynamic=no

[default]
parkpos=1-99
context=cc-spaces
findslot=first
parkedmusicclass=default
parkingtime={_PARKED_S}
; Who is parked for too long goes on in the dialplan, which knows by whom he was parked.
comebacktoorigin=no
comebackcontext=cc-parked
; Who picks him up may pass him on.
parkedcalltransfers=caller
"""


def logger_conf(plan: NodePlan) -> str:
    logs = clean.allowed("path", plan.logs, "logs")
    return f"""\
[general]
dateformat=%F %T.%3q
queue_log=yes

[logfiles]
{logs}/messages.log=notice,warning,error
"""


def http_conf(plan: NodePlan) -> str:
    """The websocket of browsers' phones, and nothing else."""
    return f"""\
[general]
enabled=yes
bindaddr=127.0.0.1
bindport={clean.port(plan.websocket_port, "websocket_port")}
; What it is and how old is nobody's business.
servername=ccengine
enable_static=no
enable_status=no
; One session each; the default of 100 is fewer than a floor.
sessionlimit=1000
"""


def cdr_conf(plan: NodePlan) -> str:
    return "[general]\nenable=no\n"


def indications_conf(plan: NodePlan) -> str:
    """The tones that a phone hears while another rings or is busy."""
    return """\
[general]
country=eu

[eu]
description=Europe (ETSI)
ringcadence=1000,4000
dial=425
busy=425/500,0/500
ring=425/1000,0/4000
congestion=425/250,0/250
"""


def quiet_conf(plan: NodePlan) -> str:
    """Asterisk complains about each of these when it is missing; empty means the defaults."""
    return ""


def options_conf(plan: NodePlan) -> str:
    """asterisk.conf includes it by its full path; [directories] there are the machine's own business."""
    return f"""\
[options]
systemname={clean.allowed("node", plan.systemname, "systemname")}
live_dangerously=no
"""
