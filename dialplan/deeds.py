"""The part of extensions.conf that the engine sends people to: what somebody asked for on his page.

The engine rings a phone and sends it here; each context takes one or two variables, filters them, and
does one thing. Nobody can dial these contexts: no other context includes them.
"""

DEEDS = r"""
; ---------------------------------------------------------------- before a phone rings
; What its page must know of a call that is put through to it: our id of it, and (ARG1) whether it is to
; answer without ringing. A phone that the engine rings by name is told the same by the engine itself.
[cc-leg]
exten => s,1,ExecIf($["${CC_CALL}" != ""]?Set(PJSIP_HEADER(add,X-CC-Call)=${FILTER(0-9a-f\-,${CC_CALL})}))
 same => n,ExecIf($["${ARG1}" = "now"]?Set(PJSIP_HEADER(add,X-CC-Answer)=now))
 same => n,Return()

; ---------------------------------------------------------------- what was asked for
; Click to call: the operator's phone was rung and has answered; CC_DIAL is what he asked for.
[cc-originate]
exten => s,1,Goto(from-internal,${FILTER(+0123456789,${CC_DIAL})},1)

; The same, the client first: he has answered, and now the operator who asked is put through.
[cc-client-first]
exten => s,1,Set(CC_WHO=${FILTER(A-Za-z0-9_,${CC_OPERATOR})})
 same => n,Gosub(cc-begin,s,1(operator,${CC_WHO}))
 same => n,Set(CALLERID(all)=<${FILTER(+0123456789,${CC_DIAL})}>)
 same => n,Dial(PJSIP/${CC_WHO},30,tU(rec)b(cc-leg^s^1(now)))
 same => n,Goto(cc-goodbye,s,1)

; A parked client is picked up: he is sent here, and the phone of who asked for him answers by itself.
[cc-pick-up]
exten => s,1,Set(CC_WHO=${FILTER(A-Za-z0-9_,${CC_PICKER})})
 same => n,Gosub(cc-begin,s,1(operator,${CC_WHO}))
 same => n,Dial(PJSIP/${CC_WHO},30,t${CC_MAY}U(rec)b(cc-leg^s^1(now)))
 same => n,Set(CC_LAST=${DIALSTATUS})
 same => n,Goto(cc-unanswered,s,1)

; Parked for too long: who parked him is rung. If he does not answer, it is as with any client who was
; passed on in vain.
[cc-parked]
exten => s,1,Set(CC_WHO=${FILTER(A-Za-z0-9_,${CC_PARKER})})
 same => n,GotoIf($["${CC_WHO}" = ""]?cc-unanswered,s,1)
 same => n,Gosub(cc-colleague,s,1(${CC_WHO}))
"""
