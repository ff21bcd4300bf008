"""`split`: an experiment. The lot is drawn from the call and the step, so a call always draws the same."""

from __future__ import annotations

from hashlib import sha256

from flows.steps import Split
from ivr.context import Context, Move


def enter(context: Context, step: Split) -> Move:
    # A random number would send a repeated request another way.
    lot = drawn(context.call, context.step)
    sum_of_shares = 0
    for target, share in step.split.items():
        sum_of_shares += share
        if lot < sum_of_shares:
            return f"{share}%", target
    raise AssertionError("shares add up to 100 in every Split")


def drawn(call: str, step: str) -> int:
    """0 to 99, evenly."""
    # The step's name keeps two experiments of one call independent.
    text = f"{call}\n{step}".encode(errors="surrogatepass")
    return int.from_bytes(sha256(text).digest()[:8], "big") % 100
