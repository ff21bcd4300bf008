"""Recorded conversations: what the law profiles of a flow want of them, and words that nobody hears.

`br-lgpd-recording-notice`: Lei 13.709/2018, articles 6 and 9: the person is told. `pt-rec-consent`: Lei
41/2004, article 4(3): the person is told and agrees.
"""

from __future__ import annotations

from flows.checks.context import Context
from flows.places import Path
from flows.queues import QueueInfo

_LAWFUL = {
    "br-lgpd-recording-notice": (("announced", "consent"), "a notice: write `announced` or `consent`"),
    "pt-rec-consent": (("consent",), "the caller's consent: write `consent`"),
}


def check(context: Context) -> None:
    for name, queue in context.flow.queues.items():
        path: Path = ("queues", name)
        _law(context, name, queue, path)
        if queue.recording_words and queue.recording not in ("announced", "consent"):
            message = f"nobody hears this: `recording` is {queue.recording}"
            context.warn((*path, "recording_words"), message, "unheard words", key=True)


def _law(context: Context, name: str, queue: QueueInfo, path: Path) -> None:
    if queue.recording == "off":
        return
    for profile in dict.fromkeys([*context.main.rules, *context.flow.rules]):
        lawful, wants = _LAWFUL.get(profile, ((), ""))
        if lawful and queue.recording not in lawful:
            message = f"'{name}' records without what {profile} wants: {wants}"
            context.error((*path, "recording"), message, "recording law")
