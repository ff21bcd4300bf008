"""The seam: what is heard is a value, and the script phone is a Phone."""

from __future__ import annotations

from exchange.leg import Leg
from exchange.phones.base import Heard, Line, Phone
from exchange.phones.nobody import Nobody
from exchange.phones.script import ScriptPhone


def test_values_compare() -> None:
    assert Heard("say", "x") == Heard("say", text="x")
    assert Heard("say", "x") != Heard("play", "x")


def accepts(_phone: type[Phone], _line: type[Line]) -> bool:
    return True


def test_our_telephones_and_legs_keep_to_it() -> None:
    members = {name for name in vars(Phone) if not name.startswith("_")}
    for kind in (ScriptPhone, Nobody):
        assert members <= set(dir(kind)) | set(kind.__init__.__code__.co_names)
    assert {name for name in vars(Line) if not name.startswith("_")} <= set(dir(Leg))
