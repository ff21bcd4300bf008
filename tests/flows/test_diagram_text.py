"""The tree: a step is told once, chains do not indent, lost steps are shown."""

from flows.diagram_text import tree
from tests.flows.conftest import Make


def test_a_step_is_told_once_and_then_referred_to(make: Make) -> None:
    flow = make().flow
    assert flow is not None
    assert tree(flow, 100).splitlines() == [
        "base: A flow for tests",
        "↓ greeting [say] Hello.",
        "↓ main [menu] For billing, press 1.",
        "↓ wait [queue] billing",
        "├─ next → hang up",
        "└─ else → bye [hang up] Goodbye.",
    ]


def test_lost_steps_and_rescue(make: Make) -> None:
    rescue = "start: greeting\nrescue: sorry"
    more = "  sorry:\n    say: Sorry.\n    next: bye\n  lonely:\n    hang up: true\n"
    flow = make(("start: greeting", rescue), more=more).flow
    assert flow is not None
    assert tree(flow, 100).splitlines()[-4:] == [
        "when something fails:",
        "↓ sorry [say] Sorry.",
        "↓ bye ↑",
        "nothing leads to lonely [hang up]",
    ]


def test_what_is_said_anywhere(make: Make) -> None:
    anywhere = "anywhere: {agent: help, main menu: main, go back: false}\nstart: greeting"
    hears = ("    options:", "    input: keypad and speech\n    options:")
    more = '  help:\n    transfer: "+12025550123"\n    else: bye\n'
    flow = make(("start: greeting", anywhere), hears, more=more).flow
    assert flow is not None
    assert tree(flow, 100).splitlines()[-5:] == [
        "said at any question (also repeat):",
        "├─ agent → help [transfer] +12025550123",
        "│  ├─ next → hang up",
        "│  └─ else → bye ↑",
        "└─ main menu → main ↑",
    ]
