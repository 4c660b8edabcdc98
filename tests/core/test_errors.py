"""An error's message is a template and what stands in it, so that it can be said in another language."""

from ccengine.core.errors import Conflict, StoreUnavailable


def test_a_message_is_its_template_filled() -> None:
    error = Conflict("{name} has taken {count} of these.", name="{Ann} %s", count=3)
    assert str(error) == "{Ann} %s has taken 3 of these."
    assert error.template == "{name} has taken {count} of these."
    assert error.names == {"name": "{Ann} %s", "count": "3"}


def test_without_names_a_message_is_taken_as_it_is() -> None:
    assert str(Conflict("What {is} it?")) == "What {is} it?"
    assert StoreUnavailable().template == "PostgreSQL cannot be reached."
