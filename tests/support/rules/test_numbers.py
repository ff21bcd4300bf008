"""Numbers as carriers send them: E.164 or nothing, never whole in a log, never premium."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.numbers import allowed as may_promise
from ivr.numbers import country
from support.rules.numbers import allowed, countries, e164, masked, shown, takes_texts

BRAZIL, LISBON, PREMIUM = "+5511988887777", "+351212345678", "+44909879" + "0000"


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (BRAZIL, BRAZIL),
        (f"  {BRAZIL} ", BRAZIL),
        ("+55 11 98888-7777", BRAZIL),
        ("", ""),
        ("anonymous", ""),
        ("Anonymous", ""),
        ("ANONYMOUS", ""),
        ("unknown", ""),
        ("Restricted", ""),
        ("private", ""),
        ("unavailable", ""),
        ("+266696687", ""),
        ("266696687", ""),
        ("11988887777", ""),
        ("client:agent_1", ""),
        ("sip:ana@example.com", ""),
        ("+", ""),
        ("+abc", ""),
        ("+0", ""),
        ("+" + "1" * 40, ""),
        ("\u202e+5511", ""),
    ],
)
def test_e164(raw: str, number: str) -> None:
    assert e164(raw) == number


@given(st.text(max_size=40))
def test_whatever_is_sent_is_a_number_or_nothing(raw: str) -> None:
    number = e164(raw)
    assert number == "" or (number[0] == "+" and number[1:].isdecimal() and len(number) <= 17)
    assert e164(number) == number


@pytest.mark.parametrize(
    ("ours", "found"),
    [
        ((BRAZIL,), {"BR"}),
        ((BRAZIL, LISBON, BRAZIL), {"BR", "PT"}),
        (("", "nobody", "+999"), set()),
        ((), set()),
    ],
)
def test_where_our_numbers_are(ours: tuple[str, ...], found: set[str]) -> None:
    assert countries(ours) == found


def test_a_promise_that_the_engine_makes_is_one_that_we_may_keep() -> None:
    """A number that its plan does not know yet has a country all the same, promised or dialled."""
    new = "+5511000000000"
    assert may_promise("+5511988887777", {country(new)})
    assert allowed("+5511988887777", countries([new]))


@pytest.mark.parametrize(
    ("number", "countries", "may"),
    [
        (BRAZIL, {"BR"}, True),
        (BRAZIL, {"PT"}, False),
        (BRAZIL, set(), False),
        (LISBON, {"BR", "PT"}, True),
        (PREMIUM, {"GB"}, False),
        ("+19005551234", {"US"}, False),
        ("", {"BR"}, False),
        ("911", {"US"}, False),
        ("+999", {""}, False),
    ],
)
def test_whom_we_may_call(number: str, countries: set[str], may: bool) -> None:
    assert allowed(number, countries) is may


@pytest.mark.parametrize(
    ("number", "shown"),
    [(BRAZIL, "+55119****7777"), ("+12025550123", "+12025****0123"), ("", ""), ("+351", "****")],
)
def test_masked(number: str, shown: str) -> None:
    assert masked(number) == shown


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_a_masked_number_cannot_be_called(number: str) -> None:
    hidden = masked(number)
    assert "****" in hidden
    assert number not in hidden


def test_numbers_are_shown_as_people_write_them() -> None:
    assert shown("+5511988887777") == "+55 11 98888-7777"
    assert shown("") == ""
    assert shown("client:agent_1") == "client:agent_1"


@pytest.mark.parametrize(
    ("number", "takes"),
    [
        (BRAZIL, True),
        (LISBON, False),
        ("+12025550123", True),  # mobile or not: nobody can tell there
        ("+18005550123", False),
        (PREMIUM, False),
        ("", False),
        ("anonymous", False),
    ],
)
def test_where_text_messages_may_arrive(number: str, takes: bool) -> None:
    assert takes_texts(number) is takes
