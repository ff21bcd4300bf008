"""What all models share."""

import pytest
from pydantic import ValidationError

from flows.parts import Silence, Step


def test_unknown_keys_are_refused() -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        Silence.model_validate({"after": "5s", "tires": 3})


def test_models_do_not_change() -> None:
    silence = Silence.model_validate({"after": "5s"})
    with pytest.raises(ValidationError, match="frozen"):
        silence.tries = 4  # type: ignore[misc]  # that it is refused is what is tested


def test_descriptions_come_from_the_text_under_a_field() -> None:
    assert Silence.model_fields["after"].description == "How long the caller may stay silent."


def test_a_step_leads_on() -> None:
    assert list(Step(next="main").exits()) == [("next", "main")]
