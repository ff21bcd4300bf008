"""Two legs that talk with each other until one of them goes."""

from __future__ import annotations

from exchange.leg import Leg, Moved
from exchange.mixer import Mixer
from exchange.phones.base import Heard


class Bridge:
    """Each leg's own thread calls `stay`; both come out when either leaves."""

    def __init__(self, one: Leg, other: Leg) -> None:
        self._legs = (one, other)
        self._mixer = Mixer()
        self.over = False
        self.escaped: Leg | None = None  # who left by REST and lives on elsewhere

    def stay(self, leg: Leg, limit_s: float | None = None) -> None:
        """Returns when the bridge or the time is over; raises what `leg.wait` raises."""
        other = self._legs[0] if leg is self._legs[1] else self._legs[1]
        self._mixer.join(leg)
        leg.hear(Heard("conference", other.phone.address))
        try:
            leg.wait(lambda: self.over or other.over, limit_s)
        except Moved:
            self.escaped = leg
            raise
        finally:
            # Whoever leaves first frees the other, whatever the reason.
            self.close()
            self._mixer.leave(leg)

    def close(self) -> None:
        self.over = True
        for leg in self._legs:
            leg.wake()
