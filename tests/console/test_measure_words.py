"""Every figure has a name, a unit and words; nothing known is a dash."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import render_template_string

from console import measure_words as words
from support.rules import metrics
from support.rules.metrics_more import OTHERS
from tests.console.centre import Centre


@pytest.fixture
def _page(centre: Centre) -> Iterator[None]:
    with centre.app.test_request_context("/"):
        yield


pytestmark = pytest.mark.usefixtures("_page")


def test_every_figure_has_a_title_of_its_own() -> None:
    titles = words._titles()
    assert set(metrics.MEASURES) <= set(titles)
    assert set(OTHERS) <= set(titles)


def test_every_column_of_a_formula_has_words() -> None:
    used = {column for each in metrics.MEASURES.values() if each.below for column in each.inputs}
    assert used <= set(words._columns())


def test_formulas_are_written_out() -> None:
    assert words.formula("service_level_ours") == "answered in time ÷ (answered + abandoned − short abandons)"
    assert words.formula("aht") == "(talk + hold + wrap-up) ÷ handled"
    assert words.formula("answered") == ""


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("answered", 0, "0"), ("answered", 12_345, "12,345"), ("asa", 0.0, "0:00"), ("asa", 75.4, "1:15"),
        ("aht", None, "–"), ("service_level", 0.632, "63.2 %"), ("service_level", 1.0, "100.0 %"),
        ("estimate_bias", -61.0, "−1:01"), ("estimate_bias", -0.2, "0:00"), ("handle_p90", 3600.0, "1:00:00"),
        ("nps", 41.26, "41.3"), ("nps", -75, "−75.0"), ("unheard_of", 3, "3"),
    ],
)  # fmt: skip
def test_values_read_as_their_unit(name: str, value: float | None, text: str) -> None:
    assert words.text(name, value) == text


def test_which_way_is_better() -> None:
    found = [words.better(name) for name in ("service_level", "aht", "offered", "wait_p90", "nps", "x")]
    assert found == ["up", "down", "", "down", "up", ""]


def test_a_figure_is_a_link_that_keeps_the_filters() -> None:
    template = (
        '{% from "console/figure.html" import figure with context %}'
        '{{ figure("asa", 12, "queue=a&queue=b") }}{{ figure("asa", none, {"queue": ["a"]}) }}'
        '{{ figure("asa", 12, plain=true) }}'
    )
    html = render_template_string(template)
    assert 'href="/figures/asa?queue=a&amp;queue=b"' in html
    assert 'href="/figures/asa?queue=a"' in html
    assert ">–</a>" in html
    assert '<span class="figure">0:12</span>' in html
