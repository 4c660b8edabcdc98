"""Known stories, each told once on a real Asterisk.

A scenario's function does only what people do; who is there, how their phones behave and what the
stand-in answers to the routing questions stands in the table beneath it. A file for each kind of story;
``table`` holds them all. Times are short, for nobody waits for a recording with pleasure, but long enough
that a window of 200 ms tells who was heard.
"""
