"""Templates of addresses: http only, nobody's host but the CRM's, and what is filled in stays one part."""

import pytest

from ccengine.core.links import fault_in, filled

GOOD = "https://crm.example/d?c={client}&n={number}#{call}"


def test_what_is_filled_in_stays_where_it_is() -> None:
    values = {"client": "a/../b?x=1&y#z\r\nSet-Cookie: a", "number": "+998901234567", "call": "\ud800 я"}
    assert filled(GOOD, values) == (
        "https://crm.example/d?c=a%2F..%2Fb%3Fx%3D1%26y%23z%0D%0ASet-Cookie%3A%20a"
        "&n=%2B998901234567#%3F%20%D1%8F"
    )
    assert filled("https://crm.example/{client}/{client}", {}) == "https://crm.example//"


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("javascript:alert({client})", "http:// or https://"),
        ("data:text/html,{client}", "http:// or https://"),
        ("//crm.example/", "http:// or https://"),
        ("https:///x", "and a host"),
        ("https://{client}.example/", "host itself"),
        ("https://crm.example:{number}/", "host itself|cannot|can be read"),
        ("https://user:pass@crm.example/", "login"),
        ("https://crm.example/{operator}", "none of {known}"),
        ("https://crm.example/{", "brace"),
        ("https://crm.example/ {client}", "must be an address"),
        ("https://crm.example/\r\nX: y", "must be an address"),
        ('https://crm.example/"onclick="', "must be an address"),
        ("https://crm.example:99999/", "can be read"),
        ("https://[::1", "can be read"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused(template: str, why: str) -> None:
    assert any(part in fault_in(template) for part in why.split("|")), fault_in(template)
    assert filled(template, {"client": "c1"}) == ""


def test_good_ones_are_taken() -> None:
    for template in (GOOD, "http://10.0.0.1:8080/x?y=%20", "https://[2001:db8::1]/{call}"):
        assert fault_in(template) == ""
