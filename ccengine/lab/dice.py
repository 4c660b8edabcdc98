"""Seeded chance for demos and tests: the same seed, the same day. No secret is ever made of it."""

import random


class Dice(random.Random):
    """Chance that can be repeated."""
