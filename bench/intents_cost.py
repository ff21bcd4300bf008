"""What understanding costs: `python -m bench.intents_cost`, a process of its own so that nothing is warm.

The encoder's load, the memory, a flow of ten intents learnt, one utterance; phrases are made of a few words.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

from speech import encoder
from speech.intents import Classifier, train

_THINGS = (
    "invoice", "line", "order", "password", "delivery",
    "refund", "contract", "router", "address", "appointment",
)  # fmt: skip
_WISHES = (
    "i want to talk about my {}",
    "where is my {}",
    "please change the {} for me",
    "the {} does not work any more",
    "i would like to cancel my {}",
    "could you tell me more about the {}",
    "there is a problem with my {}",
    "when will the {} be ready",
)


def memory_mb() -> float:
    """The most that this process has held so far; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return round(int(found[1]) / 1024, 1) if found else 0.0


def measure(encoded: bool = True) -> dict[str, float]:
    """load_s, train_s, ms_per_text (median, and the 95th of a hundred), memory before and after training."""
    began = time.perf_counter()
    found = encoder.load() if encoded else None
    if found:
        found.embed(["hello"])
    loaded = time.perf_counter()
    examples = {thing: [wish.format(thing) for wish in _WISHES] for thing in _THINGS}
    idle = memory_mb()
    trained_from = time.perf_counter()
    classifier = train(examples, found)
    trained = time.perf_counter() - trained_from
    asked = "what about the {} you sent to my house last week number {}"
    texts = [asked.format(thing, number) for number in range(20) for thing in _THINGS]
    costs = sorted(_ms(classifier, text) for text in texts)
    return {
        "load_s": round(loaded - began, 3),
        "train_s": round(trained, 3),
        "ms_per_text": round(statistics.median(costs), 2),
        "ms_p95": round(costs[int(len(costs) * 0.95)], 2),
        "memory_mb": idle,
        "memory_after_training_mb": memory_mb(),
    }


def _ms(classifier: Classifier, text: str) -> float:
    began = time.perf_counter()
    classifier.scores(text)
    return (time.perf_counter() - began) * 1000


def apart(encoded: bool = True) -> dict[str, float]:
    """The same, measured in a new process. Raises CalledProcessError when that one fails."""
    command = [sys.executable, "-m", "bench.intents_cost", *([] if encoded else ["plain"])]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1:] != ["plain"])))
