"""Charts: harmless whatever they are called, told to those who do not see them."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from console.report_charts import draw
from console.report_parts import Chart, Series

KINDS = ("bar", "stacked", "line", "across")


def shown(value: float, _unit: str) -> str:
    return f"{value:g}"


def chart(kind: str, *series: Series, labels: tuple[str, ...] = ("Mon", "Tue"), **words: str) -> str:
    made = Chart("calls", "Calls", kind, labels, series, **words)  # type: ignore[arg-type]
    return str(draw(made, shown))


def drawings(text: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(f"<both>{text}</both>"))


@pytest.mark.parametrize("kind", KINDS)
def test_two_drawings_that_tell_what_they_are(kind: str) -> None:
    wide, narrow = drawings(chart(kind, Series("In", (3, 5)), Series("Out", (1, None)), about="By day"))
    assert float(wide.get("width", 0)) > float(narrow.get("width", 0))
    for each in (wide, narrow):
        assert each.get("role") == "img"
        ids = (each.get("aria-labelledby") or "").split()
        words = [node.text for node in each.iter() if node.get("id") in ids]
        assert words == ["Calls", "By day"]
    assert wide.get("aria-labelledby") != narrow.get("aria-labelledby")


@pytest.mark.parametrize("kind", KINDS)
def test_neither_script_nor_style_nor_anything_from_elsewhere(kind: str) -> None:
    text = chart(kind, Series("In", (3, 5)))
    assert not re.search(r"<script|<style|style=|onmouse|href|<!--|pygal\.org", text)


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_only_text(kind: str) -> None:
    bad = "<img src=x onerror=alert(1)>&\"'"
    text = str(draw(Chart("c", bad, "bar", (bad,), (Series(bad, (1,)),)), shown))
    assert "<img" not in text
    assert bad in "".join(drawings(text)[0].itertext())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("values", [(), (None, None), (0, 0), (0.0, None), (1e9, 3), (-5, 5)])
def test_whatever_there_is_can_be_drawn(kind: str, values: tuple[float | None, ...]) -> None:
    text = chart(kind, Series("In", values), labels=("Mon", "Tue")[: len(values)])
    assert "nan" not in text.casefold()
    assert len(drawings(text)) == 2


def test_a_value_says_what_it_is_when_it_is_pointed_at() -> None:
    titles = [each.text for each in drawings(chart("bar", Series("In", (3, 5))))[0].iter("title")]
    titles += [
        each.text
        for each in drawings(chart("bar", Series("In", (3, 5))))[0].iter("{http://www.w3.org/2000/svg}title")
    ]
    assert "Mon · In: 3" in titles


def test_the_first_is_on_top_where_bars_lie() -> None:
    texts = [
        (float(each.get("y", 0)), each.text)
        for each in drawings(chart("across", Series("In", (3, 5))))[0].iter()
        if each.text in ("Mon", "Tue")
    ]
    assert [text for _y, text in sorted(texts)] == ["Mon", "Tue"]


def test_of_many_labels_those_are_written_for_which_there_is_room() -> None:
    labels = tuple(f"{n} March" for n in range(1, 32))
    wide, narrow = drawings(chart("bar", Series("In", tuple(range(31))), labels=labels))
    written = [sum(1 for each in one.iter() if each.text in labels) for one in (wide, narrow)]
    assert written[0] > written[1] > 1


@pytest.mark.parametrize(("kind", "values"), [("bar", (1, 0)), ("stacked", (1, 2)), ("across", (2, None))])
def test_few_are_counted_in_whole_numbers(kind: str, values: tuple[float | None, ...]) -> None:
    drawn = drawings(chart(kind, Series("In", values), Series("Out", (1, 1))))[0]
    written = {each.text for each in drawn.iter() if each.text and re.fullmatch(r"[\d.]+", each.text)}
    assert {"0", "1"} <= written
    assert not any("." in each for each in written)


def test_a_series_may_choose_its_colour() -> None:
    text = chart("stacked", Series("In", (3, 5), 4), Series("Out", (1, 1), 9))
    assert "color-4" in text
    assert "color-9" in text
    assert "color-0" not in text


def test_where_there_is_no_data_a_line_is_interrupted() -> None:
    text = chart("line", Series("In", (3, None, 5)), labels=("Mon", "Tue", "Wed"))
    assert "Mon · In: 3" in text
    assert "Tue · In" not in text
