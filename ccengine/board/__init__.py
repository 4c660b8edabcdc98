"""The supervisor's board: what is counted, what is seen, what raises an alarm, and who is told.

``figures``, ``picture`` and ``alarms`` are pure: time and facts are passed in. ``keeper`` is the shell
that asks for them a few times a second and passes on what has changed.
"""
