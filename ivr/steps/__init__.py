"""What each step kind does, one file a kind: `enter`, and a function for each answer it understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ivr.context import Context, Move
from ivr.steps import (
    ask,
    callback,
    collect,
    fetch,
    flow,
    hang_up,
    language,
    menu,
    message,
    notice,
    queue,
    say,
    set,
    split,
    survey,
    transfer,
    voicemail,
    when,
)

# The model that `enter` gets is the kind's own: `flows.steps.KINDS[kind]`.
ENTER: Mapping[str, Callable[[Context, Any], Move]] = {
    "say": say.enter,
    "menu": menu.enter,
    "ask": ask.enter,
    "collect": collect.enter,
    "when": when.enter,
    "set": set.enter,
    "fetch": fetch.enter,
    "queue": queue.enter,
    "voicemail": voicemail.enter,
    "callback": callback.enter,
    "transfer": transfer.enter,
    "message": message.enter,
    "notice": notice.enter,
    "split": split.enter,
    "survey": survey.enter,
    "language": language.enter,
    "flow": flow.enter,
    "hang up": hang_up.enter,
}
