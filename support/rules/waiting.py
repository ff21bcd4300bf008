"""How long a caller will wait, told honestly or not at all.

estimate = (callers ahead + 1) x mean handling time / agents serving the queue, the mean taken over the
queue's last conversations. Fewer than `ENOUGH` conversations, or nobody serving: no estimate.
"""

from __future__ import annotations

from collections.abc import Sequence

ENOUGH = 5
WRAP_UP_S = 20


def estimate_s(ahead: int, handling_s: Sequence[float], agents: int) -> int | None:
    """Seconds until it is this caller's turn; `ahead` callers are before them."""
    if agents < 1 or len(handling_s) < ENOUGH:
        return None
    mean = sum(handling_s) / len(handling_s) + WRAP_UP_S
    return round((ahead + 1) * mean / agents)


def spoken_minutes(seconds: int) -> int:
    """Rounded up, never "zero minutes": a promise that is kept rather than a figure that is exact."""
    return max(1, -(-seconds // 60))
