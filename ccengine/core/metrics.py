"""Numbers for whoever watches, in Prometheus' text format 0.0.4. Pure: nothing is collected here.

A part of the house counts in its own way (a ``Counter``, a ``Histogram``, a plain number). When
somebody asks, ``ccengine.measures`` reads them all, makes each a ``Family``, and ``render`` writes
them down. A label takes its values from a small fixed set, never from a caller or a client.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

Labels = Mapping[str, str]
NONE: Labels = {}


class Histogram:
    """How many were at most so long. The last bucket is all that were longer."""

    def __init__(self, bounds: tuple[float, ...] = SECONDS) -> None:
        self.bounds = bounds
        self.buckets = [0] * (len(bounds) + 1)
        self.total = 0.0

    def add(self, value: float) -> None:
        self.buckets[bisect_left(self.bounds, value)] += 1
        self.total += value

    @property
    def count(self) -> int:
        return sum(self.buckets)


@dataclass(frozen=True, slots=True)
class Family:
    """One metric: its samples by suffix and labels."""

    name: str
    kind: str
    help: str
    samples: tuple[tuple[str, Labels, float], ...]


def gauge(name: str, told: str, value: float | Mapping[str, float], label: str = "") -> Family:
    """What is so now; one value, or one for each value of a label."""
    return Family(name, "gauge", told, _values(value, label))


def counter(name: str, told: str, value: float | Mapping[str, float], label: str = "") -> Family:
    """What only grows; its name ends with ``_total``."""
    return Family(name, "counter", told, _values(value, label))


def histogram(name: str, told: str, parts: Mapping[str, Histogram], label: str) -> Family:
    """One histogram for each value of a label; its name ends with the unit."""
    samples = [sample for value, part in parts.items() for sample in _buckets(part, {label: value})]
    return Family(name, "histogram", told, tuple(samples))


def _values(value: float | Mapping[str, float], label: str) -> tuple[tuple[str, Labels, float], ...]:
    if isinstance(value, Mapping):
        return tuple(("", {label: name}, number) for name, number in sorted(value.items()))
    return (("", NONE, value),)


def _buckets(part: Histogram, labels: Labels) -> Iterable[tuple[str, Labels, float]]:
    """Prometheus' buckets hold all that is at most ``le``: each holds those before it."""
    below = 0
    for bound, count in zip((*part.bounds, float("inf")), part.buckets, strict=True):
        below += count
        yield "_bucket", {**labels, "le": _number(bound)}, below
    yield "_sum", labels, part.total
    yield "_count", labels, below


def render(families: Iterable[Family]) -> str:
    """The whole text. A name may come once."""
    lines: list[str] = []
    seen: set[str] = set()
    for family in families:
        if family.name in seen:
            raise ValueError(f"the metric {family.name} is told twice")
        seen.add(family.name)
        told = family.help.replace("\\", r"\\").replace("\n", r"\n")
        lines += [f"# HELP {family.name} {told}", f"# TYPE {family.name} {family.kind}"]
        lines += [
            f"{family.name}{suffix}{_labels(labels)} {_number(value)}"
            for suffix, labels, value in family.samples
        ]
    return "\n".join([*lines, ""])


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_quoted(value)}"' for name, value in labels.items()) + "}"


def _quoted(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    if value == float("inf"):
        return "+Inf"
    return str(int(value)) if value == int(value) else repr(value)
