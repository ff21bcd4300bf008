"""Who wants no messages: once out until they come back."""

from __future__ import annotations

from support.services import opt_outs
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
