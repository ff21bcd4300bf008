"""How long a caller will wait, told honestly or not at all.

    estimate = (ahead - free + 1) x handling / hands         0 while more agents are free than are ahead

`ahead`: callers before this one; `free`: agents of the queue who are available. `handling`: mean seconds
from answer to the end of wrap-up, of the queue's last conversations and, counting as `PRIOR_WEIGHT` more,
of the centre's. `hands`: agents who serve the queue, each divided among those of their queues in which
somebody waits. With c agents busy for exponential times of mean h, the next is free after h / c, the one
after that as long again: Erlang's waiting line, first come first served. Nobody serving, or fewer than
`ENOUGH` conversations: no estimate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

ENOUGH = 3
PRIOR_S = 240.0  # of a centre that has not talked with anybody
PRIOR_WEIGHT = 2


def estimate_s(
    ahead: int, handling_s: Sequence[float], hands: float, free: int = 0, prior_s: float = PRIOR_S
) -> int | None:
    """Seconds until it is this caller's turn; `ahead` callers are before them."""
    if hands <= 0 or len(handling_s) < ENOUGH:
        return None
    mean = (sum(handling_s) + PRIOR_WEIGHT * prior_s) / (len(handling_s) + PRIOR_WEIGHT)
    return round(max(0, ahead - free + 1) * mean / hands)


def hands(queue: str, served: Iterable[Collection[str]], busy: Collection[str]) -> float:
    """What agents, each with the queues they serve, are worth to one; `busy`: where somebody waits."""
    shares = [
        len({queue, *(each for each in queues if each in busy)}) for queues in served if queue in queues
    ]
    return sum(1 / share for share in shares)


def spoken_minutes(seconds: int) -> int:
    """Rounded up, never "zero minutes": a promise that is kept rather than a figure that is exact.

    To minutes below ten, then to five and above half an hour to ten: nobody knows it better.
    """
    minutes = max(1, -(-seconds // 60))
    step = 1 if minutes <= 10 else 5 if minutes <= 30 else 10
    return -(-minutes // step) * step
