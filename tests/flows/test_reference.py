"""The reference page is the one that the models make."""

from __future__ import annotations

from typing import Literal

import pytest

from flows.loader import read
from flows.reference import FILE, page, type_words
from flows.steps import KINDS, Silence
from flows.values import Seconds, Target, Words


def test_committed_page_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == page(), "run `python -m flows.reference`"


def test_every_kind_has_its_section_with_every_key() -> None:
    text = page()
    for kind, model in KINDS.items():
        section = text.split(f"### `{kind}`\n", 1)[1].split("\n### ", 1)[0]
        for name, field in model.model_fields.items():
            assert f"| `{field.alias or name}` |" in section


@pytest.mark.parametrize(
    ("hint", "words"),
    [
        (Words, "text, in every language"),
        (Seconds, "length of time"),
        (Target | None, "step or `hang up`"),
        (list[Target], "list of step or `hang up`"),
        (Literal["a", "b"], "`a` or `b`"),
        (dict[str, int], "text: number"),
        (Silence, "[silence](#silence)"),
    ],
)
def test_types_in_words(hint: object, words: str) -> None:
    assert type_words(hint) == words


def test_the_example_of_words_is_a_flow() -> None:
    example = page().split("## Words\n", 1)[1].split("```yaml\n", 1)[1].split("```", 1)[0]
    head = "ramal: 1\nflow: words\ntitle: Words\nnumbers: ['+12025550123']\nlanguages: [en-US]\nstart: main\n"
    more = "  help:\n    transfer: '+12025550123'\n    else: bye\n  bye: {hang up: Goodbye.}\n"
    assert [
        str(f) for f in read(head + example + more, "words.yaml", folder=None).findings if f.weight != "note"
    ] == []
