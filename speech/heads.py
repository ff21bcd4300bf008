"""A linear answer to "which intent?": trained with SciPy and scikit-learn, loaded only then; asked by NumPy.

A head sees a text's point (of the encoder, if there is one) and its TF-IDF row side by side. Two kinds. Where
examples are few, probabilities, with one more answer, "nothing", that a row of zeros stands for: so a menu of
two intents is as hard to enter as one of twenty. Where intents and examples are many, margins, which are as
good then and learnt sooner.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from speech.features import Floats, Row, matrix

# From validation data: the figures are flat from C 5 to 60 and 0.5 to 1, and from 0.3 to 1.3 of nothing.
_LOGISTIC_C, _MARGIN_C = 20.0, 1.0
_NOTHING = 1.1  # how much the row of zeros weighs, in examples of one intent
_ROUNDS = 20  # small flows have converged by then, and a thousand intents are as good as they get
_FLAT = 1e-6  # eigenvalues below this share of the greatest are rounding


@dataclass(frozen=True)
class Head:
    """`weights` has a line for each number of the point, then for each term; a column for each answer.

    `probable`: the columns are the intents and "nothing", logits are log-probabilities but for a constant.
    Otherwise the columns are the intents, logits are signed distances to a margin.
    """

    weights: Floats
    bias: Floats
    probable: bool

    def belief(self, point: Floats | None, row: Row) -> Floats:
        """0..1 an intent: its probability, or its margin from -1 to 1 drawn onto 0..1."""
        places, values = row
        wide = 0 if point is None else len(point)
        logits: Floats = values @ self.weights[wide + places] + self.bias
        if point is not None:
            logits = logits + point @ self.weights[:wide]
        if not self.probable:
            return np.clip((logits + 1) / 2, 0, 1).astype(np.float32)
        powers = np.exp(logits - logits.max())
        shares: Floats = powers / powers.sum()
        return shares[:-1]


def fit(
    points: Floats | None, rows: Sequence[Row], width: int, answers: Sequence[int], probable: bool
) -> Head:
    """`answers` has the number of each row's intent, each from 0 to the last at least once.

    Margins need two intents at least.
    """
    from scipy.sparse import csr_matrix, hstack
    from threadpoolctl import threadpool_limits

    seen = matrix(rows, width)
    if points is not None:
        seen = hstack([csr_matrix(points), seen]).tocsr()
    solve = _probabilities if probable else _margins
    # Small sums: threads waiting for one another would take ten times as long on a busy machine.
    with threadpool_limits(limits=1):
        weights, bias = solve(seen, np.array(answers))
    # Half precision is kept, half the bytes; the numbers used are those that were kept.
    return Head(halved(weights), halved(bias), probable)


def _probabilities(seen: Any, answers: Any) -> tuple[Any, Any]:
    """Multinomial logistic regression, weights held small; solved among the rows, fewer than the terms.

    The best weights are a sum of rows (representer theorem), so rows may be turned into as few numbers as
    there are rows, if only their products stay: the eigenvectors of the products do that.
    """
    intents = int(answers.max()) + 1
    values, vectors = np.linalg.eigh((seen @ seen.T).toarray().astype(np.float64))
    kept = values > _FLAT * values[-1]
    turned = vectors[:, kept] * np.sqrt(values[kept])
    counts = np.append(np.ones(len(answers)), _NOTHING * len(answers) / intents)
    rows = np.vstack([turned, np.zeros(turned.shape[1])])
    weights, bias = _logistic(rows, np.append(answers, intents), counts)
    return seen.T @ (vectors[:, kept] / np.sqrt(values[kept]) @ weights), bias


def _logistic(rows: Any, answers: Any, counts: Any) -> tuple[Any, Any]:
    from scipy.optimize import minimize

    wide, columns = rows.shape[1], int(answers.max()) + 1
    wanted = np.eye(columns)[answers]

    def loss(flat: Any) -> tuple[float, Any]:
        weights, bias = flat[:-columns].reshape(wide, columns), flat[-columns:]
        logits = rows @ weights + bias
        logits -= logits.max(axis=1, keepdims=True)
        powers = np.exp(logits)
        sums = powers.sum(axis=1, keepdims=True)
        missed = counts[:, None] * (powers / sums - wanted)
        cost = counts @ (np.log(sums[:, 0]) - (logits * wanted).sum(axis=1))
        slope = np.append((rows.T @ missed + weights / _LOGISTIC_C).ravel(), missed.sum(axis=0))
        return float(cost + (weights * weights).sum() / (2 * _LOGISTIC_C)), slope

    found = minimize(
        loss,
        np.zeros((wide + 1) * columns),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _ROUNDS, "gtol": 1e-2},
    ).x
    return found[:-columns].reshape(wide, columns), found[-columns:]


def _margins(seen: Any, answers: Any) -> tuple[Any, Any]:
    from sklearn.svm import LinearSVC

    model = LinearSVC(C=_MARGIN_C, random_state=0)
    _quietly(model, seen, answers, None)
    if answers.max() > 1:
        return model.coef_.T, model.intercept_
    return np.vstack([-model.coef_, model.coef_]).T, np.append(-model.intercept_, model.intercept_)


def _quietly(model: Any, seen: Any, answers: Any, weighty: Any) -> None:
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # nearly there is good enough
        model.fit(seen, answers, sample_weight=weighty)


def halved(numbers: Any) -> Floats:
    """float32 of half precision."""
    return np.asarray(numbers, dtype=np.float16).astype(np.float32)
