"""The callers of a flow as a picture."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from console import funnel_drawing
from console.funnel_drawing import Step, Words

NS = "{http://www.w3.org/2000/svg}"
WORDS = Words(
    "Acme <b>", "All calls", lambda count, came: f"{count} of {came}",
    lambda to, count, came: f"→ {to} {count}", lambda n: f"{n} more",
)  # fmt: skip


def step(name: str, came: int, ways: dict[str, int] | None = None, **more: Any) -> Step:
    return Step(name, "menu", came, ways or {}, [(f"{came} came", False)], **more)


def drawn(steps: list[Step], calls: int = 100, begin: str = "main") -> ElementTree.Element:
    return ElementTree.fromstring(str(funnel_drawing.draw(steps, calls, begin, WORDS)))


def texts(root: ElementTree.Element, style: str) -> list[str]:
    return [each.text or "" for each in root.iter(f"{NS}text") if each.get("class") == style]


def widths(root: ElementTree.Element) -> list[float]:
    return [
        float(each.get("stroke-width", "0")) for each in root.iter(f"{NS}path") if each.get("class") == "way"
    ]


def test_a_line_is_as_wide_as_its_share() -> None:
    root = drawn([step("main", 100, {"a": 100, "b": 10}), step("a", 100), step("b", 10)])
    assert sorted(widths(root)) == [2.3, 14.0]
    assert sorted(texts(root, "label")) == ["10 of 100", "100 of 100"]


def test_no_line_is_wider_than_all_calls_however_often_they_went() -> None:
    assert widths(drawn([step("main", 900, {"a": 900}), step("a", 900)])) == [14.0]


def test_ways_back_and_round_are_named_in_the_box() -> None:
    root = drawn([step("main", 5, {"main": 2, "a": 3}), step("a", 3, {"main": 1})])
    assert sorted(texts(root, "aside")) == ["→ main 1", "→ main 2"]
    assert len(widths(root)) == 1


def test_names_are_never_markup() -> None:
    hostile = "<script>alert('x')</script>"
    svg = str(funnel_drawing.draw([step(hostile, 1, link='/x?a="b"&c=<d>')], 1, hostile, WORDS))
    assert "<script" not in svg
    assert "Acme &lt;b&gt;" in svg
    root = ElementTree.fromstring(svg)
    (link,) = root.iter(f"{NS}a")
    assert link.get("href") == '/x?a="b"&c=<d>'
    assert (link.get("aria-label") or "").startswith(hostile)


def test_a_loss_is_told_apart_and_a_step_that_is_gone_is_dashed() -> None:
    one = Step("main", "", 3, {}, [("2 hung up", True)], kind_words="no longer there", is_gone=True)
    root = drawn([one])
    assert texts(root, "lost") == ["2 hung up"]
    assert texts(root, "kind") == ["no longer there"]
    assert [each.get("class") for each in root.iter(f"{NS}path")] == ["box talk gone"]


def test_a_drawing_that_is_nearly_as_wide_as_a_page_is_fitted_to_it() -> None:
    def looks(ways: int) -> str | None:
        names = [f"s{n}" for n in range(ways)]
        steps = [step("main", ways, dict.fromkeys(names, 1)), *(step(name, 1) for name in names)]
        return drawn(steps, ways, "main").get("class")

    assert [looks(ways) for ways in (2, 6, 20)] == ["funnel", "funnel fits", "funnel"]


@pytest.mark.parametrize("many", [1, 120, 1000])
def test_large_flows_are_folded(many: int) -> None:
    steps = [step(f"s{n}", many - n, {f"s{n + 1}": many - n - 1}) for n in range(many)]
    root = drawn(steps, many, "s0")
    boxes = [each for each in root.iter(f"{NS}g") if each.get("class") == "step"]
    assert len(boxes) == min(many, funnel_drawing.MOST)
    assert (f"{many - funnel_drawing.MOST} more" in texts(root, "aside")) == (many > funnel_drawing.MOST)


def test_nobody_came() -> None:
    root = drawn([], 0)
    assert not list(root.iter(f"{NS}g"))
