"""`fetch`: a question to another system. Values go into the address encoded, so they cannot redirect it."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from flows.steps import Fetch
from ivr.actions import Fetch as FetchAction
from ivr.context import Context, Move
from ivr.events import FetchAnswered


def enter(context: Context, step: Fetch) -> Move:
    request = step.fetch
    url = context.filled(request.url, lambda name: quote(context.value(name), safe=""))
    # The author allows hosts, the flow's variables come from callers: checked once filled.
    if host_of(url) not in context.flow.fetch_hosts:
        context.mark("fetch_refused", step=context.place)
        return "else", step.else_
    question = FetchAction(
        context.next_seq,
        url,
        request.method,
        {name: context.filled(text) for name, text in request.headers.items()},
        {name: context.filled(text) for name, text in request.body.items()},
        request.timeout,
        request.store,
    )
    context.ask("fetch", question)
    return None


def host_of(url: str) -> str:
    """The host of an address; "" when it cannot be read."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def answered(context: Context, step: Fetch, event: FetchAnswered) -> Move:
    if not event.ok:
        return "else", step.else_
    # Another system may not set variables that the author did not ask for.
    wanted = step.fetch.store
    context.remember({name: value for name, value in event.values.items() if name in wanted})
    return "next", step.next
