"""Whom we may call or write to."""

from __future__ import annotations

import pytest

from support.services import opt_outs, reach
from tests.support.centre import CALLED, CALLER, Centre

ABROAD, LANDLINE = "+12025550123", "+551130001234"


@pytest.mark.parametrize(
    ("number", "calls", "texts"),
    [
        (CALLER, True, True),
        (LANDLINE, True, False),
        (ABROAD, False, False),
        ("", False, False),
        ("anonymous", False, False),
    ],
)
def test_numbers(centre: Centre, number: str, calls: bool, texts: bool) -> None:
    assert centre.do(reach.may_be_called, number, CALLED, None) is calls
    assert centre.do(reach.may_be_texted, number, CALLED, None) is texts


def test_who_wants_none_gets_none(centre: Centre) -> None:
    centre.do(opt_outs.leave, CALLER, "sair", centre.now)
    assert centre.do(reach.may_be_called, CALLER, CALLED, None)
    assert not centre.do(reach.may_be_texted, CALLER, CALLED, None)
