"""Metrics from facts, for people and machines. What each number means: METRICS in the docs."""
