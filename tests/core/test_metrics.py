"""Prometheus' text format: what is written is what a scraper reads."""

import pytest

from ccengine.core.metrics import Family, Histogram, counter, gauge, histogram, render


def test_numbers_with_and_without_labels() -> None:
    text = render(
        [
            gauge("cc_up", "Whether it is up.", True),
            counter("cc_things_total", "Things\nby kind.", {"b": 2, 'a"\\\n': 1.5}, "kind"),
        ]
    )
    assert text == (
        "# HELP cc_up Whether it is up.\n"
        "# TYPE cc_up gauge\n"
        "cc_up 1\n"
        "# HELP cc_things_total Things\\nby kind.\n"
        "# TYPE cc_things_total counter\n"
        'cc_things_total{kind="a\\"\\\\\\n"} 1.5\n'
        'cc_things_total{kind="b"} 2\n'
    )


def test_the_buckets_of_a_histogram_hold_those_before_them() -> None:
    part = Histogram((0.1, 1.0))
    for value in (0.05, 0.1, 0.5, 7.0):
        part.add(value)
    text = render([histogram("cc_seconds", "How long.", {"x": part}, "what")])
    assert text.splitlines()[2:] == [
        'cc_seconds_bucket{what="x",le="0.1"} 2',
        'cc_seconds_bucket{what="x",le="1"} 3',
        'cc_seconds_bucket{what="x",le="+Inf"} 4',
        'cc_seconds_sum{what="x"} 7.65',
        'cc_seconds_count{what="x"} 4',
    ]
    assert part.count == 4


def test_a_metric_is_told_once() -> None:
    with pytest.raises(ValueError, match="cc_up is told twice"):
        render([gauge("cc_up", "", 1), gauge("cc_up", "", 1)])


def test_one_without_samples_is_named_all_the_same() -> None:
    assert (
        render([Family("cc_none", "counter", "None.", ())])
        == "# HELP cc_none None.\n# TYPE cc_none counter\n"
    )
