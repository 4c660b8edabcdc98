"""How often and how fast: counters that only grow, read by whoever watches."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from ccengine.core.metrics import Family, Histogram, histogram

BOUNDS_MS = (1, 2, 5, 10, 20, 50, 100, 200, 300)


class Latency:
    """A histogram of answers by HTTP status. ``buckets`` has one more than the bounds: the slower."""

    def __init__(self) -> None:
        self.buckets = [0] * (len(BOUNDS_MS) + 1)
        self.by_status: dict[int, int] = {}
        self.slowest_ms = 0.0

    def add(self, status: int, took_ms: float) -> None:
        self.buckets[bisect_left(BOUNDS_MS, took_ms)] += 1
        self.by_status[status] = self.by_status.get(status, 0) + 1
        self.slowest_ms = max(self.slowest_ms, took_ms)

    def plain(self) -> dict[str, object]:
        """JSON-ready. Each bucket counts answers of at most ``ms``; the last has no bound."""
        bounds: list[int | None] = [*BOUNDS_MS, None]
        return {
            "answers": {str(status): count for status, count in sorted(self.by_status.items())},
            "buckets": [
                {"ms": bound, "count": count} for bound, count in zip(bounds, self.buckets, strict=True)
            ],
            "slowest_ms": round(self.slowest_ms, 3),
        }


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
