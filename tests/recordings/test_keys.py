"""Keys are read from the settings, and stand in no message."""

from __future__ import annotations

import base64

import pytest

from recordings.keys import BadKeys, Keys

ONE, TWO = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 251))


def test_the_first_seals_and_all_open() -> None:
    keys = Keys.parse(f"spring:{ONE}, winter:{TWO}")
    assert keys is not None
    assert keys.newest == "spring"
    assert keys["winter"] == bytes([251]) * 32
    assert "autumn" not in keys


def test_no_keys_are_none() -> None:
    assert Keys.parse("") is None
    assert Keys.parse(" , ") is None


def test_base64_of_urls_and_without_its_tail_is_read_too() -> None:
    keys = Keys.parse("a:" + base64.urlsafe_b64encode(bytes([251]) * 32).decode().rstrip("="))
    assert keys is not None
    assert keys["a"] == bytes([251]) * 32


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (ONE, "written as id:base64"),
        (f":{ONE}", "written as id:base64"),
        ("a:", "written as id:base64"),
        (f"a/b:{ONE}", "written as id:base64"),
        (f"{'a' * 33}:{ONE}", "written as id:base64"),
        (f"a:{ONE},a:{TWO}", "key a is there twice"),
        ("a:secret!words", "key a is not base64"),
        ("a:c2VjcmV0d29yZHM=", "key a has 11 bytes; it must have 32"),
    ],
)
def test_faults_name_the_key_and_never_show_it(text: str, sentence: str) -> None:
    with pytest.raises(BadKeys, match=sentence) as raised:
        Keys.parse(text)
    assert not any(secret in str(raised.value) for secret in (ONE, TWO, "secret", "c2Vj"))


def test_keys_are_in_no_text_of_them() -> None:
    assert repr(Keys.parse(f"a:{ONE}")) == "Keys(newest='a')"
