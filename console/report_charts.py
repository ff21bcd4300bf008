"""Charts as SVG, drawn by pygal; nobody else knows it. No script and no style in them: `reports.css` has it.

Each is drawn twice, wide and for a hand-held screen, so that words can be read on both; the page shows one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from math import ceil
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup

from console.report_parts import Chart, Series, Unit

WIDE, NARROW = (1198, 280), (324, 260)
FEW = 5  # whole numbers stand at the axis up to here
_LETTER = 7.2  # pixels of a letter of an axis, about
_OVER = {"tooltip", "text-overlay", "tooltip-overlay"}


@cache
def _library() -> tuple[Mapping[str, Any], Any]:
    """Kinds of charts, and their style. Loaded by the first chart: many a process never draws one."""
    import pygal
    from pygal.etree import etree
    from pygal.style import Style

    etree.to_etree()  # pygal would take lxml where it is installed
    kinds = {
        "bar": pygal.Bar, "stacked": pygal.StackedBar, "line": pygal.Line, "across": pygal.HorizontalBar,
    }  # fmt: skip
    # Sizes only: colours, and the rest of the looks, are the page's.
    return kinds, Style(
        font_family="system-ui", label_font_size=12, major_label_font_size=12, no_data_font_size=16
    )


def draw(chart: Chart, shown: Callable[[float, Unit], str]) -> Markup:
    """Both drawings. `shown` says how a value of a unit reads."""
    return _draw(chart, shown, WIDE, "wide") + _draw(chart, shown, NARROW, "narrow")


def _draw(chart: Chart, shown: Callable[[float, Unit], str], size: tuple[int, int], name: str) -> Markup:
    drawn = _library()[0][chart.kind](**_options(chart, shown, size))
    drawn.x_labels = _labels(chart, size[0])
    for series in chart.series:
        drawn.add(series.title, _values(chart, series, shown))
    root = drawn.render_tree()
    _tidy(root)
    _colour(root, chart)
    _name(root, chart, f"{chart.name}-{name}")
    root.set("class", f"chart chart-{name} chart-{chart.kind}")
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704  # escaped by ElementTree


def _options(chart: Chart, shown: Callable[[float, Unit], str], size: tuple[int, int]) -> dict[str, Any]:
    width, height = size
    if chart.kind == "across":
        height = 72 + max(3, len(chart.labels)) * (16 + 12 * len(chart.series))
    known = [value for series in chart.series for value in series.values if value is not None]
    has_gaps = any(None in series.values for series in chart.series)
    is_tight = chart.kind == "across" and width < 600
    options: dict[str, Any] = {
        "width": width, "height": height, "style": _library()[1], "css": (), "js": (), "margin": 4,
        "margin_right": 18,
        "explicit_size": True, "disable_xml_declaration": True, "no_prefix": True, "dots_size": 3,
        "show_dots": len(chart.labels) < 40 or has_gaps, "show_legend": False, "allow_interruptions": True,
        "value_formatter": lambda value: shown(value, chart.unit),
        "max_scale": 3 if is_tight else 6, "x_label_rotation": 0, "print_values": False,
        "no_data_text": "–", "spacing": 12, "truncate_label": 40,
    }  # fmt: skip
    if chart.unit == "share":
        options["range"] = (0, max(1.0, *known) if known else 1.0)
    elif not known or max(known) <= 0 <= min(known):
        options["range"] = (0, 1)
    elif chart.unit == "count" and (top := _highest(chart)) <= FEW and top == int(top):
        options["y_labels"] = list(range(int(top) + 1))  # no half a call
    return options


def _highest(chart: Chart) -> float:
    columns = zip(*(each.values for each in chart.series), strict=True)
    reached = [[value for value in column if value is not None] for column in columns]
    return max((sum(each) if chart.kind == "stacked" else max(each) for each in reached if each), default=0)


def _values(chart: Chart, series: Series, shown: Callable[[float, Unit], str]) -> list[Any]:
    """Each with what it says when it is pointed at."""
    said = [
        None if value is None
        else {"value": value, "label": f"{label} · {series.title}: {shown(value, chart.unit)}"}
        for label, value in zip(chart.labels, series.values, strict=True)
    ]  # fmt: skip
    return said[::-1] if chart.kind == "across" else said  # pygal begins at the bottom


def _labels(chart: Chart, width: int) -> list[str]:
    """As many as there is room for: the others are empty, and stand in the table."""
    if chart.kind == "across" or not chart.labels:
        most = 28 if width > 600 else 16
        return [label if len(label) <= most else f"{label[: most - 1]}…" for label in reversed(chart.labels)]
    room = (width - 60) / len(chart.labels)
    every = max(1, ceil((max(len(label) for label in chart.labels) + 1) * _LETTER / room))
    return [label if index % every == 0 else "" for index, label in enumerate(chart.labels)]


def _tidy(root: ElementTree.Element) -> None:
    """Without script, style, comments and what only a script would show; a value's words become its title."""
    for parent in list(root.iter()):
        parent.attrib.pop("id", None)
        for child in list(parent):
            tag = child.tag if isinstance(child.tag, str) else ""
            words = (child.get("class") or "").split()
            if tag == "desc" and words == ["label"]:
                child.tag = "title"
                child.attrib.clear()
            elif tag in ("", "defs", "script", "style", "title", "desc") or _OVER & set(words):
                parent.remove(child)


def _colour(root: ElementTree.Element, chart: Chart) -> None:
    """pygal counts series; a chart may say which colour is whose."""
    for index, series in enumerate(chart.series):
        for each in root.iter():
            words = (each.get("class") or "").split()
            if f"serie-{index}" in words and series.colour is not None:
                each.set("class", f"series serie-{index} color-{series.colour}")


def _name(root: ElementTree.Element, chart: Chart, name: str) -> None:
    title = ElementTree.Element("title", {"id": f"{name}-title"})
    title.text = chart.title
    about = ElementTree.Element("desc", {"id": f"{name}-about"})
    about.text = chart.about or " · ".join(series.title for series in chart.series)
    root.insert(0, about)
    root.insert(0, title)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-about")
