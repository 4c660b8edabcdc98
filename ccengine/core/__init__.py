"""The pure heart: what was observed, what it means, and who may do what next.

Nothing here does I/O, reads a clock, or imports anything but the standard library.
Time arrives as integer milliseconds of UTC inside each observation.
"""
