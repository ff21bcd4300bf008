"""What may be said of somebody who takes calls."""

from __future__ import annotations

import pytest

from support.errors import Refused
from support.rules.staff import Profile, check, endpoint, endpoint_kind, pair


@pytest.mark.parametrize(
    ("written", "kept", "kind"),
    [
        ("", "", "browser"),
        ("  ", "", "browser"),
        ("+55 (11) 98888-7777", "+5511988887777", "number"),
        ("sip:ana@example.com", "sip:ana@example.com", "sip"),
        ("sips:a.s-1@example.com:5061;transport=tls", "sips:a.s-1@example.com:5061;transport=tls", "sip"),
    ],
)  # fmt: skip
def test_telephones(written: str, kept: str, kind: str) -> None:
    assert endpoint(written) == kept
    assert endpoint_kind(kept) == kind


@pytest.mark.parametrize(
    "written",
    ["11988887777", "+123", "ana", "sip:", "sip:ana", "sip:ana@", "sip:a b@example.com", "client:ana",
     "http://example.com", "sip:ana@example.com\nX: y", '+55119888"><x>', "anonymous", "+" + "1" * 40,
     "sip:" + "a" * 300 + "@example.com", "+442079460000 ext 5", "+18005550199,,1"],
)  # fmt: skip
def test_what_is_no_telephone(written: str) -> None:
    with pytest.raises(Refused, match="a telephone is"):
        endpoint(written)


def test_a_premium_number_is_nobodys_telephone() -> None:
    with pytest.raises(Refused):
        endpoint("+19002345678")


@pytest.mark.parametrize(
    ("written", "read"), [("sales", ("sales", 1)), ("sales:2", ("sales", 2)), (" sales :10", ("sales", 10))]
)
def test_a_name_with_a_figure(written: str, read: tuple[str, int]) -> None:
    assert pair(written) == read


@pytest.mark.parametrize("written", ["sales:", "sales:x", "sales:-1", "sales:1:2", "sales:²", "sales:1000"])
def test_a_figure_that_is_none(written: str) -> None:
    with pytest.raises(Refused, match="sales"):
        pair(written)


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (Profile(queues={"nowhere": 1}), "nowhere"),
        (Profile(queues={"sales": 0}), "1 to 9"),
        (Profile(queues={"sales": 10}), "1 to 9"),
        (Profile(skills={"english": 0}), "1 to 10"),
        (Profile(skills={"english": 11}), "1 to 10"),
        (Profile(skills={"Big English": 3}), "small letters"),
        (Profile(skills={"": 3}), "small letters"),
        (Profile(endpoint="x"), "a telephone is"),
    ],
)
def test_what_is_refused_says_why(profile: Profile, words: str) -> None:
    with pytest.raises(Refused, match=words):
        check(profile, {"sales"})


def test_what_is_right_is_kept() -> None:
    wanted = Profile({"sales": 2}, {"english": 10}, " +55 11 98888-7777 ", is_active=False)
    assert check(wanted, {"sales"}) == Profile({"sales": 2}, {"english": 10}, "+5511988887777", False)
