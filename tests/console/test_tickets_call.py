"""Calling a ticket's customer from its page."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from support.store import agents as agent_store
from tests.console.centre import Centre, add_call, add_ticket, post


@pytest.fixture
def number(centre: Centre) -> int:
    with centre.store.writing() as session:
        call_id = add_call(session, "CA1", "+5511988887777", centre.clock())
        return add_ticket(session, call_id, "CA1", centre.clock())


def test_who_is_not_at_the_desk_is_told_so(ana: FlaskClient, number: int) -> None:
    assert post(ana, f"/tickets/{number}/call").headers["Location"] == f"/tickets/{number}"
    assert "Open your desk and be available first" in ana.get(f"/tickets/{number}").text


def test_who_is_available_goes_to_the_desk(centre: Centre, ana: FlaskClient, number: int) -> None:
    with centre.store.writing() as session:
        assert agent_store.change_presence(
            session, centre.agent_id(), ("offline",), "available", centre.clock()
        )
    assert post(ana, f"/tickets/{number}/call").headers["Location"] == "/desk"
    assert "customer_called" in centre.audited()
    assert [each.number for each in centre.ticket(number).callbacks] == ["+5511988887777"]
