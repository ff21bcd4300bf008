"""Reading phrases: what is wrong with a CSV file is told in a sentence; draws are the same every time."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from bench.intents_data import Phrase, Unusable, from_csv, grouped, menus, shared, split

PHRASES = [Phrase(f"text {number} of {intent}", intent) for intent in "abcdefghij" for number in range(10)]


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "phrases.csv"
    path.write_text(text, encoding=encoding, newline="")
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_csv_file(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, 'intent, text ,note\r\nbilling,"conta, já paga",x\r\noos,olá,\r\n', encoding)
    assert from_csv(path) == [Phrase("conta, já paga", "billing"), Phrase("olá", "oos")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no column called text or intent; its first line has none"),
        ("text,label\nhi,a\n", "no column called intent; its first line has text, label"),
        ("text,intent\n", "no phrases"),
        ("text,intent\nhi,a\nho\n", "phrase 2 has no intent"),
        ("text,intent\n,a\n", "phrase 1 has no text"),
        ("text,intent\n" + "x" * 200_000 + ",a\n", "not a CSV file"),
    ],
)
def test_a_csv_file_that_cannot_be_used(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(Unusable, match=message):
        from_csv(written(tmp_path, text))


def test_another_encoding_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="UTF-8"):
        from_csv(written(tmp_path, "text,intent\nolá,a\n", "latin-1"))
    with pytest.raises(Unusable, match="UTF-8"):
        from_csv(written(tmp_path, "text,intent\nolá,a\n", "utf-16"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no such file"):
        from_csv(tmp_path / "nothing.csv")
    with pytest.raises(Unusable, match="cannot be read"):
        from_csv(tmp_path)


def test_a_shared_set(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "some.jsonl.gz", "wt", encoding="utf-8") as out:
        out.write(json.dumps({"text": "olá", "intent": "greet", "lang": "pt"}) + "\n")
    assert shared(tmp_path, "some") == [Phrase("olá", "greet")]
    with pytest.raises(Unusable, match="--data"):
        shared(tmp_path, "other")


def test_what_is_to_be_rejected_is_no_intent() -> None:
    assert grouped([Phrase("a", "x"), Phrase("b", "oos"), Phrase("c", "x")]) == {"x": ["a", "c"]}


def test_menus_are_the_same_every_time_and_others_are_not_in_them() -> None:
    first, again = list(menus(PHRASES, 5, 3, 4)), list(menus(PHRASES, 5, 3, 4))
    assert first == again
    for draw in first:
        assert [len(texts) for texts in draw.examples.values()] == [4, 4, 4]
        assert len(draw.others) == 7
        assert not draw.others & set(draw.examples)
    assert len({tuple(draw.examples) for draw in first}) > 1


def test_nobody_is_judged_by_what_was_learnt() -> None:
    taken, rest = split(PHRASES, 4, seed=1)
    assert {len(texts) for texts in taken.values()} == {4}
    assert len(rest) == 60
    assert not {phrase.text for phrase in rest} & {text for texts in taken.values() for text in texts}
