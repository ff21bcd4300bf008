"""Steps that reach people."""

import pytest
from pydantic import ValidationError

from flows.reaching import Queue, Transfer


def test_offers_with_a_step_of_their_own_are_ways_out() -> None:
    offers = {"callback": {"key": "1", "next": "promise"}, "voicemail": {"key": "2"}}
    queue = Queue.model_validate({"queue": "billing", "waiting": {"offers": offers}, "else": "bye"})
    assert list(queue.exits()) == [("next", "hang up"), ("else", "bye"), ("callback", "promise")]


@pytest.mark.parametrize(
    "number", ["+12025550123", "sip:desk@example.com", "{agent_number}", "{customer.name}"]
)
def test_where_a_transfer_may_go(number: str) -> None:
    assert Transfer.model_validate({"transfer": number}).transfer == number


@pytest.mark.parametrize("number", ["12025550123", "+0", "desk", "sip:", "{}", "+1202555012x"])
def test_where_it_may_not(number: str) -> None:
    with pytest.raises(ValidationError, match="pattern"):
        Transfer.model_validate({"transfer": number})
