"""Who wants no messages: once out until they come back."""

from __future__ import annotations

from support.services import customers, opt_outs, reach
from support.store import erasing
from tests.support.centre import CALLER, OTHER, Centre


def test_out_and_back(centre: Centre) -> None:
    assert not centre.do(opt_outs.is_out, CALLER)
    assert centre.do(opt_outs.leave, CALLER, "sair", centre.now)
    assert not centre.do(opt_outs.leave, CALLER, "stop", centre.now), "no news the second time"
    assert centre.do(opt_outs.is_out, CALLER)
    assert not centre.do(opt_outs.is_out, OTHER)
    assert centre.do(opt_outs.come_back, CALLER) == "sair"
    assert not centre.do(opt_outs.come_back, CALLER)
    assert not centre.do(opt_outs.is_out, CALLER)


def test_a_wish_outlives_the_number_until_it_is_taken_back(centre: Centre) -> None:
    centre.do(opt_outs.leave, CALLER, "sair", centre.now)
    centre.do(customers.consented, OTHER, "sms", False, "agent", centre.now)
    for number in (CALLER, OTHER):
        assert centre.do(erasing.keep_wish, number)
        assert centre.do(erasing.keep_wish, number), "once more is the same"
        assert centre.do(opt_outs.is_out, number)
        assert not centre.do(reach.may_be_texted, number, "+551140028922", None)
    assert not centre.do(erasing.keep_wish, "+5511988880000")
    assert not centre.do(opt_outs.leave, CALLER, "stop", centre.now), "they are out already"
    assert [centre.do(opt_outs.come_back, number) for number in (CALLER, OTHER)] == ["sair", "no"]
    assert not centre.do(opt_outs.is_out, CALLER)
