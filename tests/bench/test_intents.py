"""The figures of understanding: counted right on scores known beforehand, and told for anybody's files."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bench import intents
from bench.intents import Judged, Remembering, auroc, compared, judge, main, own, refused, small_menus
from bench.intents_data import Phrase, Unusable
from speech.features import Floats
from speech.intents import train

WORDS = {
    "billing": "invoice bill pay charge",
    "technical": "internet line router slow",
    "person": "agent human",
}
CARRIERS = ["my {}", "about the {}", "i call for {}", "the {} please"]


def scored(*scores: float, right: float = 1.0) -> Judged:
    return Judged(np.full(len(scores), right), np.array(scores))


def phrases(*carriers: str) -> list[Phrase]:
    return [
        Phrase(carrier.format(word), intent)
        for intent, words in WORDS.items()
        for word in words.split()
        for carrier in carriers
    ]


def test_auroc_counts_pairs_and_halves_ties() -> None:
    assert auroc(scored(0.9, 0.8), scored(0.1, 0.2)) == 1
    assert auroc(scored(0.1), scored(0.9)) == 0
    assert auroc(scored(0.5), scored(0.5)) == 0.5
    assert auroc(scored(0.9, 0.5, 0.1), scored(0.5)) == 0.5


def test_refused_where_95_of_100_good_calls_are_accepted() -> None:
    good = scored(*(number / 100 for number in range(100)))
    assert refused(good, scored(0.01, 0.04, 0.06, 0.5)) == 0.5


def test_the_fixed_threshold() -> None:
    good = scored(0.9, 0.8, 0.6, 0.4) + scored(0.75, right=0.0)
    figures = compared(good, scored(0.74, 0.76))
    assert figures["accuracy"] == pytest.approx(4 / 5)
    assert figures["fixed_accepted"] == pytest.approx(3 / 5)
    assert figures["fixed_wrong"] == pytest.approx(1 / 3)
    assert figures["fixed_lost"] == pytest.approx(1 / 5)
    assert figures["fixed_refused"] == pytest.approx(1 / 2)


def test_without_anything_to_reject_only_the_good_are_told() -> None:
    assert set(compared(scored(0.9), intents.NOBODY)) == {
        "accuracy", "fixed_accepted", "fixed_wrong", "fixed_lost",
    }  # fmt: skip


def test_judged_as_the_product_scores() -> None:
    found = judge(
        train({"a": ["pay"], "b": ["down"]}, None), [Phrase("pay", "a"), Phrase("pay", "b"), Phrase("?", "a")]
    )
    assert found.right.tolist() == [1, 0, 0]
    assert found.scores.tolist() == [1, 1, 0]


def test_a_text_is_encoded_once() -> None:
    asked: list[str] = []

    class Counting:
        name = "counting"

        def embed(self, texts: Sequence[str]) -> Floats:
            asked.extend(texts)
            return np.array([[len(text), 1] for text in texts], np.float32).reshape(-1, 2)

    memory = Remembering(Counting())
    assert memory.embed(["a", "bb", "a"]).tolist() == [[1, 1], [2, 1], [1, 1]]
    assert memory.embed(["bb", "ccc"]).tolist() == [[2, 1], [3, 1]]
    assert asked == ["a", "bb", "ccc"]


def test_anybodys_sets() -> None:
    figures = own(phrases(*CARRIERS[:3]), [*phrases(CARRIERS[3]), Phrase("chocolate cake", "oos")], None)
    assert figures["accuracy"] > 0.9
    assert figures["fixed_refused"] == 1
    assert figures["intents"] == 3


def test_sets_without_an_intent() -> None:
    rejected = [Phrase("x", "oos")]
    with pytest.raises(Unusable, match="training file"):
        own(rejected, phrases("my {}"), None)
    with pytest.raises(Unusable, match="test file"):
        own(phrases("my {}"), rejected, None)


def test_small_menus_of_a_shared_set(tmp_path: Path) -> None:
    rows = [Phrase(f"{verb}{number} {noun}", noun) for noun in _NOUNS for number in range(9) for verb in "ab"]
    for name in ("train", "test", "test_wer20"):
        _write(tmp_path / f"clinc150_{name}.jsonl.gz", rows)
    for name in ("", "_wer20"):
        _write(tmp_path / f"clinc150_oos_test{name}.jsonl.gz", [Phrase("zzz", "oos")])
    figures = small_menus(tmp_path, None, 2)
    assert figures["accuracy"] > 0.95
    assert figures["far"] == 1
    assert figures["draws"] == 2


def test_files_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    learnt, asked = tmp_path / "a.csv", tmp_path / "b.csv"
    for path, carriers in ((learnt, CARRIERS[:3]), (asked, CARRIERS[3:])):
        lines = [f"{phrase.text},{phrase.intent}" for phrase in phrases(*carriers)]
        path.write_text("\n".join(["text,intent", *lines]))
    figures = main(["--train", str(learnt), "--test", str(asked)])
    assert figures["own"]["accuracy"] > 0.9
    assert figures["cost"]["ms_per_text"] > 0
    assert "accuracy" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "message"),
    [(["--data", "there/is/none"], "--data"), (["--train", "none.csv", "--test", "none.csv"], "none.csv")],
)
def test_what_is_missing_is_told(argv: list[str], message: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(argv)
    assert message in str(stopped.value)


def test_half_a_pair(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--train", "a.csv"])
    assert "belong together" in capsys.readouterr().err


def _write(path: Path, rows: list[Phrase]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps({"text": row.text, "intent": row.intent}) + "\n" for row in rows)


_NOUNS = ("invoice", "router", "password", "delivery", "refund", "contract", "address", "order", "line")
