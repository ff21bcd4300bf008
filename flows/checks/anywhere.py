"""What callers may say at any question: it can be said somewhere, and only where it counts is it written."""

from __future__ import annotations

from flows.checks.context import Context
from flows.flow import Anywhere
from flows.graph import hearing

COMMANDS = ("agent", "main_menu", "repeat", "go_back")


def check(context: Context) -> None:
    flow = context.flow
    if flow.anywhere and not context.is_main:
        message = "only the flow that callers ring says what counts anywhere; delete this"
        context.warn(("anywhere",), message, "anywhere in a sub-flow", key=True)
    elif flow.anywhere and not hearing(flow):
        message = "no question of this flow hears words, so nobody can say these"
        context.report("note", ("anywhere",), message, "unused command", key=True)
    if not context.alone:
        _unused(context, context.main.anywhere)


def _unused(context: Context, anywhere: Anywhere | None) -> None:
    """An intent with a command's name is probably meant as that command."""
    for name in COMMANDS:
        if name in context.flow.intents and not (anywhere and getattr(anywhere, name)):
            written = name.replace("_", " ")
            message = (
                f"callers cannot say '{name}' at every question; for that, write `{written}:` in `anywhere:`"
            )
            context.report("note", ("intents", name), message, "unused command", key=True)
