"""Names that must mean something elsewhere: queues, hours, sub-flows, languages, hosts, law profiles."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from flows.checks.context import Context
from flows.conditions import Open, OpenTicket, QueueLength, Speaks
from flows.places import Path
from flows.steps import Ask, Callback, Fetch, Menu, Part, Queue, SetLanguage, SubFlow, Voicemail
from flows.walk import conditions

LAW_PROFILES = frozenset({"br-sac", "br-lgpd-recording-notice", "pt-dl134", "pt-rec-consent"})


def check(context: Context) -> None:
    flow = context.flow
    for i, profile in enumerate(flow.rules):
        if profile not in LAW_PROFILES:
            context.unknown("law profile", profile, LAW_PROFILES, ("rules", i))
    for name, step in flow.steps.items():
        path: Path = ("steps", name)
        if isinstance(step, Queue):
            queue(context, step.queue, (*path, "queue"))
        elif isinstance(step, Voicemail):
            queue(context, step.voicemail, (*path, "voicemail"))
        elif isinstance(step, Callback):
            queue(context, step.callback, (*path, "callback"))
        elif isinstance(step, SetLanguage):
            language(context, step.language, (*path, "language"))
        elif isinstance(step, SubFlow):
            _subflow(context, step, path)
        elif isinstance(step, Fetch):
            _host(context, step, path)
        for inner, intent in _intents(step):
            _intent(context, intent, (*path, *inner), key=isinstance(step, Ask))
        for inner, condition in conditions(step):
            _condition(context, condition, (*path, *inner))


def queue(context: Context, name: str, path: Path) -> None:
    if name not in context.known_queues and not context.alone:
        context.unknown("queue", name, context.known_queues, path)


def language(context: Context, name: str, path: Path, *, key: bool = False) -> None:
    known = [*context.languages, *context.flow.languages]  # a sub-flow may speak more than its user does
    if name not in known:
        context.unknown("language of this flow", name, known, path, key=key)


def _condition(context: Context, condition: object, path: Path) -> None:
    if isinstance(condition, Open) and condition.open not in context.flow.hours:
        context.unknown("opening hours", condition.open, context.flow.hours, (*path, "open"))
    elif isinstance(condition, Speaks):
        language(context, condition.language, (*path, "language"))
    elif isinstance(condition, QueueLength | OpenTicket) and condition.queue:
        queue(context, condition.queue, (*path, "queue"))


def _subflow(context: Context, step: SubFlow, path: Path) -> None:
    known = context.main.subflows
    if step.flow not in known and step.flow not in context.missing:
        context.unknown("sub-flow", step.flow, known, (*path, "flow"))


def _intents(step: Part) -> Iterator[tuple[Path, str]]:
    if isinstance(step, Ask):
        yield from ((("intents", name), name) for name in step.intents)
    elif isinstance(step, Menu):
        options = enumerate(step.options)
        yield from ((("options", i, "intent"), option.intent) for i, option in options if option.intent)


def _intent(context: Context, name: str, path: Path, *, key: bool) -> None:
    # A sub-flow shares the intents of the flow that uses it; read alone, it may wait for them.
    known = {**context.main.intents, **context.flow.intents}
    if name not in known and not (context.alone and not known):
        context.unknown("intent", name, known, path, key=key)


def _host(context: Context, step: Fetch, path: Path) -> None:
    # A variable in the host's place makes another host, which is then not in the list.
    try:
        host = urlsplit(step.fetch.url).hostname or ""
    except ValueError:
        host = ""
    allowed = context.main.fetch_hosts
    if host not in allowed:
        message = f"the host '{host}' is not in `fetch_hosts`"
        context.error((*path, "fetch", "url"), message, "fetch host")
