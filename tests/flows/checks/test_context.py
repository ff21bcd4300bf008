"""What checks are given."""

from flows.checks.context import Context
from flows.flow import Flow
from flows.places import Places


def context(flow: Flow, main: Flow | None = None) -> Context:
    return Context(flow, Places("f"), main or flow)


def test_main_alone_and_inside(acme: Flow) -> None:
    sub = acme.subflows["identify"]
    assert (context(acme).is_main, context(acme).alone) == (True, False)
    assert (context(sub).is_main, context(sub).alone) == (False, True)
    assert (context(sub, acme).is_main, context(sub, acme).alone) == (False, False)


def test_languages_are_those_of_the_flow_that_is_published(acme: Flow, small: Flow) -> None:
    assert context(acme.subflows["identify"], small).languages == ["en-US"]


def test_unknown_names_get_the_nearest(acme: Flow) -> None:
    made = context(acme)
    made.unknown("queue", "biling", ["billing"], ("steps",))
    made.unknown("opening hours", "nights", ["office"], ("steps",))
    assert [(f.message, f.suggestion) for f in made.findings] == [
        ("no queue is called 'biling'", "billing"),
        ("no opening hours are called 'nights'", ""),
    ]
    assert made.found("unknown queue")
    assert not made.found("unknown step")
