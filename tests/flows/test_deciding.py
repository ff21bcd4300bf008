"""Steps that decide and remember."""

import pytest
from pydantic import ValidationError

from flows.deciding import HangUp, Set, Split


def test_shares_must_add_up() -> None:
    assert list(Split.model_validate({"split": {"a": "90", "b": "10"}}).exits()) == [
        ("90%", "a"),
        ("10%", "b"),
    ]
    with pytest.raises(ValidationError, match="add up to 80, not to 100"):
        Split.model_validate({"split": {"a": 70, "b": 10}})
    with pytest.raises(ValidationError, match="not to 100"):
        Split.model_validate({"split": {"a": 110, "b": -10}})


def test_set_keeps_texts() -> None:
    assert Set.model_validate({"set": {"a": 1, "b": "012"}}).set == {"a": "1", "b": "012"}


@pytest.mark.parametrize("written", ["true", True])
def test_hang_up_without_words(written: object) -> None:
    assert HangUp.model_validate({"hang up": written}).hang_up is True


def test_hang_up_with_words() -> None:
    assert HangUp.model_validate({"hang up": "Goodbye."}).hang_up == {"*": "Goodbye."}
