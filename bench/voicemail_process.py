"""`python -m bench.voicemail_process ZERO SPEED COMMAND`: a process of Ramal's on a clock that runs ahead.

The clock shows ZERO (seconds since 1970) when the system's does, and goes SPEED times as fast, in every
process alike. COMMAND `nursery` has everything imported and bears a worker for each line that it reads,
telling its process id: a worker that is killed is replaced in a moment.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import app

Clock = Callable[[], datetime]


def clock(zero: float, speed: float) -> Clock:
    return lambda: datetime.fromtimestamp(zero + (time.time() - zero) * speed, UTC)


def nursery(now: Clock) -> int:
    """One thread only, so that it may fork; its children are reaped by nobody but the system."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(app.main(["worker"], os.environ, now))
        print(child, flush=True)
    return 0


if __name__ == "__main__":
    ticking = clock(float(sys.argv[1]), float(sys.argv[2]))
    if sys.argv[3] == "nursery":
        sys.exit(nursery(ticking))
    sys.exit(app.main(sys.argv[3:], os.environ, ticking))
