"""Places: from a path in the document to line and column."""

from flows.document import parse
from flows.places import Places

TEXT = 'steps:\n  main:\n    menu: "Hello"\n    options:\n      - {key: "1", next: end}\n'


def test_keys_and_values_have_places() -> None:
    places = parse(TEXT, "f").places
    assert places.key(("steps", "main")) == (2, 3)
    assert places.value(("steps", "main", "menu")) == (3, 11)
    assert places.value(("steps", "main", "options", 0, "next")) == (5, 26)


def test_what_was_not_written_is_at_what_was_around_it() -> None:
    places = parse(TEXT, "f").places
    assert places.value(("steps", "main", "else")) == (2, 3)
    assert places.value(("steps", "main", "menu", "*")) == (3, 11)


def test_without_a_text_everything_is_at_the_beginning() -> None:
    assert Places().value(("steps", "x")) == (1, 1)
    assert Places().key(()) == (1, 1)
