"""Which function plays which verb."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from exchange.player import Verb
from exchange.verbs import dial, enqueue, gather, hangup, pause, play, record, redirect, say, start

TABLE: Mapping[str, Verb] = MappingProxyType(
    {
        "Say": say.play,
        "Play": play.play,
        "Pause": pause.play,
        "Gather": gather.play,
        "Record": record.play,
        "Dial": dial.play,
        "Enqueue": enqueue.play,
        "Leave": hangup.leave,
        "Redirect": redirect.play,
        "Hangup": hangup.play,
        "Reject": hangup.reject,
        "Start": start.start,
        "Stop": start.stop,
        "Connect": start.connect,
    }
)
