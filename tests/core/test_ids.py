"""The name of a call: the same from every source, for ever."""

from uuid import RFC_4122, UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from ccengine.core.ids import created_second, is_issued, issue_channel_id, make_call_id

seconds = st.integers(1_000_000_000, 9_999_999_999)
sequence = st.integers(0, 10**6)


def test_the_function_never_changes() -> None:
    """Names that are in databases already. Should this fail, do not mend the test."""
    assert make_call_id("pbx1", "pbx1-0123456789abcdef-1795355565.0", 0) == UUID(
        "01a20387-dbc8-83d5-9eb9-24d4e5ac59c3"
    )
    assert make_call_id("pbx1", "1795355565.7", 0) == UUID("01a20387-dbc8-8e4b-b8ea-88b2e177cf59")


@settings(derandomize=True, deadline=None)
@given(second=seconds, number=sequence, fallback=st.integers(0, 2**40))
def test_it_is_a_uuid_version_8_that_sorts_by_second(second: int, number: int, fallback: int) -> None:
    name = make_call_id("pbx1", f"pbx1-{second}.{number}", fallback)
    assert name.version == 8
    assert name.variant == RFC_4122
    assert name.int >> 80 == second * 1000
    assert name == make_call_id("pbx1", f"pbx1-{second}.{number}", 0), "the fallback plays no part"
    later = make_call_id("pbx1", f"pbx1-{second + 1}.{number}", fallback)
    assert str(name) < str(later)


@settings(derandomize=True, deadline=None)
@given(second=seconds, one=sequence, two=sequence)
def test_other_channels_and_nodes_have_other_names(second: int, one: int, two: int) -> None:
    name = make_call_id("pbx1", f"pbx1-{second}.{one}", 0)
    assert (name == make_call_id("pbx1", f"pbx1-{second}.{two}", 0)) == (one == two)
    assert name != make_call_id("pbx2", f"pbx1-{second}.{one}", 0)


def test_the_second_is_read_from_every_form_of_uniqueid() -> None:
    assert created_second("1795355565.12", 0) == 1_795_355_565
    assert created_second("pbx1-b10ac632b93362eb-1795355583.0", 0) == 1_795_355_583
    assert created_second("conf-1795323644", 1_795_000_000_999) == 1_795_000_000
    assert created_second("", 1_795_000_000_999) == 1_795_000_000


@settings(derandomize=True, deadline=None)
@given(second=seconds, token=st.text("0123456789abcdef", min_size=4, max_size=16))
def test_channels_of_our_own_are_known_and_carry_their_second(second: int, token: str) -> None:
    channel = issue_channel_id(second, token)
    assert is_issued(channel)
    assert created_second(channel, 0) == second
    assert not is_issued(f"pbx1-{second}.1")
