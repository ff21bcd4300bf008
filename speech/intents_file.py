"""A classifier as bytes: a NumPy archive of arrays and one JSON text, no pickle. Decides nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from speech.encoder import Encoder
from speech.features import Vocabulary
from speech.heads import Head
from speech.intents import Classifier, Examples

VERSION = 1
_HEADS = ("plain", "encoded")


def dump(classifier: Classifier) -> bytes:
    """The classifier without its encoder, of which only the name is kept."""
    told: dict[str, Any] = {
        "version": VERSION,
        "language": classifier.language,
        "intents": classifier.intents,
        "exact": classifier.exact,
        "terms": classifier.vocabulary.terms,
        "texts": classifier.vocabulary.texts,
        "encoder": classifier.encoder_name,
        "probable": {},
    }
    arrays: dict[str, Any] = {"rarity": classifier.vocabulary.rarity}
    for name in _HEADS:
        if head := getattr(classifier, name):
            told["probable"][name] = head.probable
            arrays |= {f"{name}_weights": _half(head.weights), f"{name}_bias": _half(head.bias)}
    if kept := classifier.examples:
        arrays |= {"points": _half(kept.points), "places": kept.places}
        arrays |= {"values": kept.values, "owners": kept.owners}
    arrays["told"] = np.frombuffer(json.dumps(told, ensure_ascii=False).encode(), np.uint8)
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def parse(data: bytes, encoder: Encoder | None) -> Classifier:
    """Raises ValueError for anything that `dump` did not make, or that was damaged since."""
    version = VERSION
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        told = json.loads(arrays["told"].tobytes().decode())
        version = told["version"]
        found = _read(told, arrays, encoder)
        sound = _sound(found)
    except Exception as error:  # a wrong byte may trip any of the libraries in a way of its own
        why = "damaged" if version == VERSION else f"of version {version}, {VERSION} is known"
        raise ValueError(f"intents {why}: {type(error).__name__}") from error
    if not sound or version != VERSION:
        raise ValueError(f"intents of version {version} (known: {VERSION}) whose parts do not fit together")
    return found


def _read(told: Mapping[str, Any], arrays: Mapping[str, Any], encoder: Encoder | None) -> Classifier:
    parts = {
        name: Head(
            arrays[f"{name}_weights"].astype(np.float32),
            arrays[f"{name}_bias"].astype(np.float32),
            bool(told["probable"][name]),
        )
        for name in told["probable"]
    }
    kept = ("points", "places", "values", "owners")
    examples = None
    if "points" in arrays:
        examples = Examples(arrays["points"].astype(np.float32), *(arrays[name] for name in kept[1:]))
    return Classifier(
        language=str(told["language"]),
        intents=tuple(told["intents"]),
        exact={text: tuple(numbers) for text, numbers in told["exact"].items()},
        vocabulary=Vocabulary(tuple(told["terms"]), arrays["rarity"], int(told["texts"])),
        plain=parts.get("plain"),
        encoded=parts.get("encoded"),
        examples=examples,
        encoder_name=str(told["encoder"]),
        encoder=encoder,
    )


def _sound(found: Classifier) -> bool:
    """What an answer would trip over must not wait for a caller."""
    terms = len(found.vocabulary.terms)
    sound = len(found.vocabulary.rarity) == terms
    for head in filter(None, (found.plain, found.encoded)):
        answers = len(found.intents) + head.probable
        sound &= head.weights.shape == (terms + _width(found, head), answers)
        sound &= head.bias.shape == (answers,) and bool(np.isfinite(head.weights).all())
        sound &= not head.probable or found.examples is not None
    if kept := found.examples:
        sound &= len(kept.places) == len(kept.values) == len(kept.owners)
        sound &= not len(kept.places) or 0 <= kept.places.min() <= kept.places.max() < terms
        sound &= not len(kept.owners) or 0 <= kept.owners.min() <= kept.owners.max() < len(kept.points)
    sound &= all(0 <= number < len(found.intents) for each in found.exact.values() for number in each)
    return bool(sound)


def _width(found: Classifier, head: Head) -> int:
    if head is found.plain:
        return 0
    return (
        found.examples.points.shape[1] if found.examples else len(head.weights) - len(found.vocabulary.terms)
    )


def _half(numbers: Any) -> Any:
    return numbers.astype(np.float16)
