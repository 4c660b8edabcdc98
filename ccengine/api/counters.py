"""How often and how fast: counters that only grow, read by whoever watches."""

from collections import Counter
from collections.abc import Iterator

from ccengine.core.metrics import Family, Histogram, gauge, histogram

ROUTE_BOUNDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3)
"""Seconds. A caller waits for this answer: 0.3 is the usual budget."""


class RouteCounts:
    """The answers to Asterisk's questions, by HTTP status: how many, and how long they took."""

    def __init__(self) -> None:
        self._took: dict[int, Histogram] = {}
        self.slowest_s = 0.0

    def add(self, status: int, seconds: float) -> None:
        self._took.setdefault(status, Histogram(ROUTE_BOUNDS)).add(seconds)
        self.slowest_s = max(self.slowest_s, seconds)

    @property
    def by_status(self) -> dict[int, int]:
        return {status: took.count for status, took in self._took.items()}

    def families(self) -> Iterator[Family]:
        took = {str(status): took for status, took in sorted(self._took.items())}
        yield histogram(
            "ccengine_route_seconds", "Asterisk's routing questions: our answers.", took, "status"
        )
        yield gauge("ccengine_route_slowest_seconds", "The slowest of them since the start.", self.slowest_s)


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class HttpCounts:
    """The API's requests: by method, address pattern and status; and how long they took."""

    def __init__(self) -> None:
        self._answers: Counter[tuple[str, str, str]] = Counter()
        self._took: dict[str, Histogram] = {}

    def add(self, method: str, pattern: str, status: int, seconds: float | None) -> None:
        method = method if method in METHODS else "other"
        self._answers[method, pattern, str(status)] += 1
        if seconds is not None:
            self._took.setdefault(method, Histogram()).add(seconds)

    def families(self) -> Iterator[Family]:
        names = ("method", "address", "status")
        samples = tuple(
            ("", dict(zip(names, labels, strict=True)), count)
            for labels, count in sorted(self._answers.items())
        )
        yield Family("ccengine_http_requests_total", "counter", "Requests to the API.", samples)
        yield histogram("ccengine_http_request_seconds", "How long they took.", self._took, "method")
