"""Where the rooms meet.

``service`` brings the parts up and takes them down; ``doors`` are the ways in, ``roads`` the ways out;
``frame`` is what each of them needs for that.
"""
