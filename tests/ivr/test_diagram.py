"""The drawing and the table in docs/ are the engine's, not somebody's memory of it."""

from __future__ import annotations

from xml.etree import ElementTree

from ivr.diagram import BEGIN, DOCS, END, in_page, to_svg, to_table
from ivr.transitions import PHASES, TRANSITIONS

SVG = "{http://www.w3.org/2000/svg}"
ADVICE = "run `python -m ivr.diagram`"


def test_the_drawing_in_the_docs_is_up_to_date() -> None:
    assert (DOCS / "engine.svg").read_text("utf-8") == to_svg(), ADVICE


def test_the_table_in_the_docs_is_up_to_date() -> None:
    page = (DOCS / "engine.md").read_text("utf-8")
    assert page == in_page(page), ADVICE
    assert to_table() in page


def test_the_drawing_is_whole_and_says_what_it_is() -> None:
    root = ElementTree.fromstring(to_svg())
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None
    texts = [node.text for node in root.iter(f"{SVG}text")]
    assert set(PHASES) <= set(texts)
    assert {event.__name__ for _, event in TRANSITIONS} - set(texts) == {"HungUp"}
    height = float(root.attrib["viewBox"].split()[3])
    assert all(0 < float(node.attrib["y"]) < height for node in root.iter(f"{SVG}text"))


def test_the_table_has_a_line_for_each_answer() -> None:
    rows = to_table().splitlines()[2:]
    own = [key for key in TRANSITIONS if key[1].__name__ != "HungUp"]
    assert len(rows) == len(own) + 2
    assert "| menu | menu | `NothingHeard` | menu again, the next step |" in rows


def test_only_the_table_of_a_page_is_drawn_anew() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert in_page(page) == f"before\n{BEGIN}\n\n{to_table()}\n\n{END}\nafter\n"
