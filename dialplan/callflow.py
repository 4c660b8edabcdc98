"""The part of extensions.conf that is the same on every node.

An inbound call asks the route endpoint for one step at a time, takes it, and asks again. The
answer is JSON and holds ids only; it counts when it echoes the channel's own uniqueid. After one
question without such an answer the call goes on alone (``CC_DOWN=1``): along what is left of the
last plan, then by the static route of the dialled number, which needs nothing of ours.

Who the caller is, is filtered out of the SIP message here: digits and ``+``, or nothing.

Whether voices are recorded comes with the answer, before anybody is connected. What an operator
dials or passes on is asked about once; where nobody answers, what the rules say of any call holds.
"""

CALLFLOW = r"""
; ---------------------------------------------------------------- a call from outside
[cc-inbound]
; The caller's number: what the network asserts (P-Asserted-Identity), else From. Any character
; other than + and digits is a reason to believe none of it. No function reads a From of more than
; 4096 bytes: behind so long a name there is no number, unless the network asserts one.
exten => s,1,Set(CC_NUMBER=)
 same => n,Set(CC_URI=${CHANNEL(pjsip,remote_uri)})
 same => n,Gosub(cc-number,s,1)
 same => n,Set(CC_USER=${FILTER(a-z,${TOLOWER(${PJSIP_PARSE_URI_FROM(CC_URI,user)})})})
 same => n,Set(CC_URI=${PJSIP_HEADER(read,P-Asserted-Identity)})
 same => n,GosubIf($[${LEN(${CC_URI})} > 0]?cc-number,s,1)
; Withheld: the network knows the number, and we are asked not to use it.
 same => n,Set(CC_WITHHELD=0)
 same => n,ExecIf($["${CC_USER}" = "anonymous"]?Set(CC_WITHHELD=1))
 same => n,Set(CC_PRIVACY=${FILTER(a-z,${TOLOWER(${PJSIP_HEADER(read,Privacy)})})})
 same => n,ExecIf($["${CC_PRIVACY}" =~ "id|user|header"]?Set(CC_WITHHELD=1))
 same => n,ExecIf($["${CC_WITHHELD}" = "1"]?Set(CC_NUMBER=))
 same => n,Set(CALLERID(all)=<${CC_NUMBER}>)
 same => n,ExecIf($["${CC_WITHHELD}" = "1"]?Set(CALLERID(pres)=prohib))
 same => n,Gosub(cc-asker,s,1)
 same => n,Set(CC_DOWN=0)
 same => n,Set(CC_STEP=0)
 same => n,Set(CC_LAST=)
 same => n,Set(CC_REST=)
 same => n,Goto(cc-route,s,ask)

; How this channel asks. At most one second to connect and two in all: a caller never waits for us. The
; question is sent as a form, since func_curl writes the address of a failed one into the log.
[cc-asker]
exten => s,1,GotoIf($["${CC_ASKER}" = "${UNIQUEID}"]?done)
 same => n,Set(CURLOPT(conntimeout)=1)
 same => n,Set(CURLOPT(httptimeout)=2)
 same => n,Set(CURLOPT(httpheader)=X-CCEngine-Token: ${FILTER(!-~,${FILE(${CC_TOKEN_FILE},0,128)})})
 same => n,Set(CC_ASKER=${UNIQUEID})
 same => n(done),Return()

; Takes the number of CC_URI, when it is one, into CC_NUMBER. The address is what is in the last <>:
; a name before it may hold anything, and a colon in it would be read as the end of a scheme.
[cc-number]
exten => s,1,Set(CC_URI=${CUT(CC_URI,<,${FIELDQTY(CC_URI,<)})})
 same => n,Set(CC_URI=${CUT(CC_URI,>,1)})
 same => n,Set(CC_DIGITS=${FILTER(+0123456789,${PJSIP_PARSE_URI_FROM(CC_URI,user)})})
 same => n,GotoIf($[${LEN(${CC_DIGITS})} = 0]?done)
 same => n,GotoIf($[${LEN(${CC_DIGITS})} != ${LEN(${PJSIP_PARSE_URI_FROM(CC_URI,user)})}]?done)
 same => n,Set(CC_NUMBER=${CC_DIGITS})
 same => n(done),Return()

[cc-route]
exten => s,1(ask),GotoIf($["${CC_DOWN}" = "1"]?alone)
 same => n,Set(CC_STEP=$[${CC_STEP} + 1])
 same => n,GotoIf($[${CC_STEP} > 20]?cc-goodbye,s,1)
 same => n,Set(CC_ASK=node=${CC_NODE}&uniqueid=${URIENCODE(${UNIQUEID})}&step=${CC_STEP})
 same => n,Set(CC_ASK=${CC_ASK}&last_result=${URIENCODE(${CC_LAST})}&withheld=${CC_WITHHELD})
 same => n,Set(CC_ASK=${CC_ASK}&caller=${URIENCODE(${CC_NUMBER})}&dialled=${URIENCODE(${CC_DIALLED})})
 same => n,Set(CC_REPLY=${CURL(${CC_ROUTE_URL},${CC_ASK})})
 same => n,GotoIf($["${FILTER(A-Za-z0-9_.\-,${JSON_DECODE(CC_REPLY,uniqueid)})}" = "${UNIQUEID}"]?heard)
 same => n,Set(CC_DOWN=1)
 same => n,Goto(alone)
; An answer. CC_CALL travels with every leg that is rung for this one.
 same => n(heard),Set(__CC_CALL=${FILTER(0-9a-f\-,${JSON_DECODE(CC_REPLY,call)})})
 same => n,Set(CHANNEL(accountcode)=${CC_CALL})
 same => n,Set(CC_DO=${FILTER(a-z,${JSON_DECODE(CC_REPLY,do)})})
 same => n,Set(CC_SECONDS=${FILTER(0-9,${JSON_DECODE(CC_REPLY,seconds)})})
 same => n,Set(CC_TARGETS=${FILTER(A-Za-z0-9_\x2c,${JSON_DECODE(CC_REPLY,targets)})})
 same => n,Set(CC_TARGETS=${REPLACE(CC_TARGETS,\,,-)})
 same => n,Set(CC_REST=${FILTER(A-Za-z0-9_\x2c\-,${JSON_DECODE(CC_REPLY,rest)})})
 same => n,Gosub(cc-obey,s,1)
 same => n,Goto(take)
; Nobody to ask: the next part of the last plan, ring-20-op101-op102,queue-300-sales,hangup-0. Who
; asked to be called back is told that he will be: the log says so, and the engine will read it there.
; Who has left a message is done.
 same => n(alone),GotoIf($["${CC_LAST}" = "CALLBACK"]?cc-promise,s,1)
 same => n,GotoIf($["${CC_BYE}" != ""]?cc-goodbye,s,1)
 same => n,GotoIf($["${CC_REST}" = ""]?static)
 same => n,Set(CC_PART=${SHIFT(CC_REST)})
 same => n,Set(CC_DO=${CUT(CC_PART,-,1)})
 same => n,Set(CC_SECONDS=${CUT(CC_PART,-,2)})
 same => n,Set(CC_TARGETS=${CUT(CC_PART,-,3-)})
 same => n(take),GotoIf($[${DIALPLAN_EXISTS(cc-step,${CC_DO},1)}]?known)
 same => n,Set(CC_DOWN=1)
 same => n,Goto(alone)
; Who is about to be connected is recorded from here on, and told so, where that is to be.
 same => n(known),ExecIf($["${CC_DO}" = "ring" | "${CC_DO}" = "queue"]?Gosub(rec,s,1))
 same => n,Gosub(cc-step,${CC_DO},1)
 same => n,Goto(ask)
 same => n(static),GotoIf($["${CC_STATIC}" = ""]?cc-goodbye,s,1)
 same => n,Gosub(rec,s,1)
 same => n,Dial(${CC_STATIC},${CC_STATIC_SECONDS},tU(rec)b(cc-leg^s^1))
 same => n,Goto(cc-goodbye,s,1)

; One step of a plan; it returns when the call was not taken. No step is without a bound.
[cc-step]
exten => ring,1,Set(CC_PHONES=PJSIP/${STRREPLACE(CC_TARGETS,-,&PJSIP/)})
 same => n,Dial(${CC_PHONES},${IF($[0${CC_SECONDS} > 0]?${CC_SECONDS}:30)},tU(rec)b(cc-leg^s^1))
 same => n,Set(CC_LAST=${DIALSTATUS})
 same => n,Return()
; While a member's phone begins to ring (b) the queue hears no key of the caller, for some milliseconds.
exten => queue,1,Answer(,i)
 same => n,Set(QUEUESTATUS=UNKNOWN)
 same => n,Queue(${CC_TARGETS},tb(cc-leg^s^1),,,${IF($[0${CC_SECONDS} > 0]?${CC_SECONDS}:300)},,rec)
 same => n,Set(CC_LAST=${QUEUESTATUS})
 same => n,Return()
exten => play,1,Answer(,i)
 same => n,Gosub(cc-mark,s,1(play,${CC_TARGETS}))
 same => n,Gosub(cc-say,s,1(${CC_TARGETS}))
 same => n,Gosub(cc-mark,s,1(done))
 same => n,Set(CC_LAST=UNKNOWN)
 same => n,Return()
; Without seconds he has asked for it already, and hears that he will be called.
exten => callback,1,GotoIf($[0${CC_SECONDS} = 0]?cc-promise,s,1)
 same => n,Answer(,i)
 same => n,Set(CC_KEY=)
 same => n,Set(CC_LAST=TIMEOUT)
 same => n,Gosub(cc-mark,s,1(callback,${CC_TARGETS}))
 same => n,Read(CC_KEY,${CC_OFFER},1,,1,${CC_SECONDS})
 same => n,ExecIf($["${CC_KEY}" = "1"]?Set(CC_LAST=CALLBACK))
 same => n,ExecIf($["${CC_KEY}" = "1"]?Gosub(cc-mark,s,1(asked,${CC_TARGETS})))
 same => n,Gosub(cc-mark,s,1(done))
 same => n,Return()
; The message lies beside the legs' own voices until it is stored. Five seconds of silence end it,
; as any key does; k: so does hanging up.
exten => voicemail,1,Answer(,i)
 same => n,Gosub(cc-mark,s,1(voicemail,${CC_TARGETS}))
 same => n,Gosub(cc-say,s,1(voicemail))
 same => n,Set(RECORD_STATUS=ERROR)
 same => n,ExecIf($[0${CC_SECONDS} = 0]?Set(CC_SECONDS=120))
 same => n,Record(${CC_RECORDINGS}/voicemail/${UNIQUEID}.wav,5,${CC_SECONDS},ky)
 same => n,Set(CC_LAST=${IF($["${RECORD_STATUS}" = "ERROR"]?FAILED:${RECORD_STATUS})})
 same => n,GotoIf($["${CC_LAST}" = "FAILED"]?lost)
 same => n,Gosub(cc-say,s,1(voicemail_kept))
 same => n,Set(CC_BYE=farewell)
 same => n,Return()
 same => n(lost),Gosub(cc-mark,s,1(done))
 same => n,Return()
exten => hangup,1,Goto(cc-goodbye,s,1)

; In the queue: key 1 asks to be called back, and does nothing for a caller without a number.
[cc-queue-keys]
exten => 1/_+XXXXXX.,1,Goto(cc-asked,s,1)
exten => 1/_XXXXXX.,1,Goto(cc-asked,s,1)

[cc-asked]
exten => s,1,Gosub(cc-mark,s,1(asked,${QUEUENAME}))
 same => n,Set(CC_LAST=CALLBACK)
 same => n,StackPop()
 same => n,Goto(cc-unanswered,s,1)

[cc-promise]
exten => s,1,Answer(,i)
 same => n,Gosub(cc-say,s,1(callback_promised))
 same => n,Hangup()

[cc-goodbye]
exten => s,1,Answer(,i)
 same => n,Gosub(cc-say,s,1(${IF($["${CC_BYE}" = ""]?goodbye:${CC_BYE})}))
 same => n,Hangup()

; A sound by its id, where there is one.
[cc-say]
exten => s,1,ExecIf($[${DIALPLAN_EXISTS(cc-sound,${ARG1},1)}]?Gosub(cc-sound,${ARG1},1))
 same => n,Return()

; What the dialplan itself does with a caller is known by these marks: one for the manager's events,
; one for the log.
[cc-mark]
exten => s,1,UserEvent(CCMark,Mark: ${ARG1},Target: ${ARG2})
 same => n,CELGenUserEvent(CCMark,${ARG1}-${ARG2})
 same => n,Return()

; ---------------------------------------------------------------- shared by all
; Each leg's own voice goes to a file of its own; mixing is done after the call. CC_RECORD says how
; everybody's is taken: yes, no, or quiet, which is silence until an operator switches it on; CC_APART
; for whom it is otherwise (op104-no,op105-yes). No means no file. An outside party who is to be told
; (CC_TELL) is told before anything is recorded, once.
[rec]
exten => s,1,GotoIf($["${CHANNEL(channeltype)}" != "PJSIP"]?done)
 same => n,ExecIf($["${CC_RECORD}" = ""]?Gosub(cc-unasked,s,1))
 same => n,Set(CC_HOW=$[",${CC_APART}," : ".*,${CHANNEL(endpoint)}-([a-z]+),"])
 same => n,ExecIf($["${CC_HOW}" = ""]?Set(CC_HOW=${CC_RECORD}))
 same => n,GotoIf($["${CC_HOW}" = "no"]?done)
 same => n,ExecIf($["${CC_TELL}" = "1" & "${CHANNEL(endpoint)}" = "trunk"]?Gosub(cc-tell,s,1))
 same => n,GotoIf($["${CC_RECORDED}" = "${UNIQUEID}"]?done)
 same => n,MixMonitor(,r(${CC_RECORDINGS}/${UNIQUEID}.wav))
 same => n,Set(CC_RECORDED=${UNIQUEID})
 same => n,GotoIf($["${CC_HOW}" != "quiet"]?done)
; Only who knows that it is mute now goes on with it; nobody is connected yet.
 same => n,Gosub(cc-may-record,s,1(leg,${CHANNEL(name)}))
 same => n,ExecIf($["${CC_MAY_RECORD}" != "yes"]?StopMixMonitor())
 same => n(done),Return()

; With nobody to ask: what the rules say of a call of which nothing is known.
[cc-unasked]
exten => s,1,Set(__CC_RECORD=${CC_UNASKED_RECORD})
 same => n,Set(__CC_TELL=${CC_UNASKED_TELL})
 same => n,Return()

[cc-tell]
exten => s,1,GotoIf($["${CC_TOLD}" = "${UNIQUEID}"]?done)
 same => n,Set(CC_TOLD=${UNIQUEID})
 same => n,Answer(,i)
 same => n,Gosub(cc-mark,s,1(play,recorded))
 same => n,Gosub(cc-say,s,1(recorded))
 same => n,Gosub(cc-mark,s,1(done))
 same => n(done),Return()

; May it be recorded? CC_MAY_RECORD is yes, no or quiet; empty where nobody answers.
[cc-may-record]
exten => s,1,Set(CC_MAY_RECORD=)
 same => n,GotoIf($["${CC_DOWN}" = "1"]?done)
 same => n,Gosub(cc-asker,s,1)
 same => n,Set(CC_ENDPOINT=)
 same => n,GotoIf($["${CHANNEL(channeltype)}" != "PJSIP"]?ask)
 same => n,Set(CC_ENDPOINT=${CHANNEL(endpoint)})
 same => n(ask),Set(CC_ASK=node=${CC_NODE}&uniqueid=${URIENCODE(${UNIQUEID})}&call=${URIENCODE(${CC_CALL})})
 same => n,Set(CC_ASK=${CC_ASK}&endpoint=${CC_ENDPOINT}&kind=${ARG1}&target=${URIENCODE(${ARG2})})
 same => n,Set(CC_REPLY=${CURL(${CC_ROUTE_URL},${CC_ASK})})
 same => n,GotoIf($["${FILTER(A-Za-z0-9_.\-,${JSON_DECODE(CC_REPLY,uniqueid)})}" != "${UNIQUEID}"]?done)
 same => n,Set(CC_MAY_RECORD=${FILTER(a-z,${JSON_DECODE(CC_REPLY,record)})})
 same => n(done),Return()

; What an answer says of recording goes with every leg that is rung from here.
[cc-obey]
exten => s,1,Set(__CC_RECORD=${FILTER(a-z,${JSON_DECODE(CC_REPLY,record)})})
 same => n,Set(__CC_APART=${FILTER(A-Za-z0-9_\x2c\-,${JSON_DECODE(CC_REPLY,apart)})})
 same => n,Set(__CC_TELL=${FILTER(01,${JSON_DECODE(CC_REPLY,announce)})})
 same => n,Return()

; Who came here, to a queue, an operator or an outside number (ARG1, ARG2)? An operator's phone may
; transfer the call that it makes; a client who was passed on to this extension may not, nor may half
; of a Local pair.
[cc-begin]
exten => s,1,Gosub(cc-may-record,s,1(${ARG1},${ARG2}))
 same => n,ExecIf($["${CC_MAY_RECORD}" != ""]?Gosub(cc-obey,s,1))
 same => n,Gosub(rec,s,1)
 same => n,Set(CC_MAY=)
 same => n,GotoIf($["${CHANNEL(channeltype)}" != "PJSIP"]?done)
 same => n,ExecIf($["${CHANNEL(endpoint)}" != "trunk"]?Set(CC_MAY=T))
 same => n(done),Return()

; A client who was passed on to somebody that did not answer is asked about again.
[cc-unanswered]
exten => s,1,GotoIf($["${CC_STEP}" != ""]?cc-route,s,ask)
 same => n,Hangup(${HANGUPCAUSE})

[cc-colleague]
exten => s,1,Gosub(cc-begin,s,1(operator,${ARG1}))
 same => n,Dial(PJSIP/${ARG1},30,t${CC_MAY}U(rec)b(cc-leg^s^1))
 same => n,Set(CC_LAST=${DIALSTATUS})
 same => n,Goto(cc-unanswered,s,1)

[cc-queue]
exten => s,1,Gosub(cc-begin,s,1(queue,${ARG1}))
 same => n,Answer(,i)
 same => n,Set(QUEUESTATUS=UNKNOWN)
 same => n,Queue(${ARG1},t${CC_MAY}b(cc-leg^s^1),,,${ARG2},,rec)
 same => n,Set(CC_LAST=${QUEUESTATUS})
 same => n,Goto(cc-unanswered,s,1)

[cc-outside]
exten => s,1,Gosub(cc-begin,s,1(outside,${ARG1}))
 same => n,Dial(PJSIP/${ARG1}@trunk,60,${CC_MAY}U(rec)${CC_SHOWN})
 same => n,Set(CC_LAST=${DIALSTATUS})
 same => n,Goto(cc-unanswered,s,1)

; A supervisor's phone, rung by the engine, hears the leg CC_SPY (its uniqueid). CC_SPY_HOW says who
; hears him: nobody (empty), that leg's own person (w), or both sides (B). He is sent here again to hear
; another leg, or to be heard otherwise; where the leg is gone and that does not come within a second, it
; is over. He enters no bridge: he has no part in the call.
[cc-spy]
exten => s,1,Answer(,i)
 same => n,ChanSpy(${FILTER(A-Za-z0-9_.\-,${CC_SPY})},uqS${FILTER(wB,${CC_SPY_HOW})})
 same => n,Wait(1)
 same => n,Hangup()
"""
