"""Findings read as one line and stand in the order of the text."""

from flows.findings import Finding, by_place, publishable, short


def test_line_names_place_and_suggestion() -> None:
    finding = Finding("error", "no step is called 'biling'", "acme.yaml", 12, 7, "billing")
    assert str(finding) == "acme.yaml:12:7: error: no step is called 'biling'. Did you mean 'billing'?"


def test_line_without_suggestion_ends_with_a_full_stop() -> None:
    assert str(Finding("note", "all is well", "a.yaml")) == "a.yaml:1:1: note: all is well."


def test_order_is_that_of_the_text_and_each_is_told_once() -> None:
    late, early = Finding("note", "b", "a.yaml", 9, 1), Finding("error", "a", "a.yaml", 2, 5)
    other = Finding("error", "c", "sub.yaml", 1, 1)
    assert by_place([late, early, other, late]) == (early, late, other)


def test_errors_before_notes_at_one_place() -> None:
    note, error = Finding("note", "a", "f"), Finding("error", "z", "f")
    assert by_place([note, error]) == (error, note)


def test_only_errors_keep_a_flow_from_being_published() -> None:
    assert publishable([Finding("warning", "w", "f"), Finding("note", "n", "f")])
    assert not publishable([Finding("warning", "w", "f"), Finding("error", "e", "f")])


def test_short_quotes_fit_a_line() -> None:
    assert short("a\nb   c") == "a b c"
    assert short("red \x1b[31m \ud83d") == "red �[31m �"
    assert short("x" * 100, 10) == "x" * 9 + "…"
