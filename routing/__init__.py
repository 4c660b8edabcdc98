"""Who gets this call, and why.

:func:`routing.policy.decide` is a pure function of a :class:`routing.situation.Situation`: what is
known about the caller, the house and its people at one moment. It reads no clock and asks nobody.
"""
