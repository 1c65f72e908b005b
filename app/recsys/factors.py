"""Learns two tables of vectors whose inner products say who watches what (Hu, Koren, Volinsky 2008)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]

RIDGE = 200.0
CONFIDENCE = 20.0
MANY = 100_000
ROUNDS = 10
STEPS = 3
# Rows are solved together as long as their entries fit into this many gathered vectors.
TOGETHER = 100_000


@dataclass(frozen=True, slots=True)
class Factors:
    viewers: Floats  # [viewers, dimensions]
    videos: Floats  # [videos, dimensions]
    ridge: float


def factorise(weights: sparse.csr_matrix, *, dimensions: int, seed: int) -> Factors:
    """Alternating least squares over ``weights`` [viewers, videos]; entries are evidence."""
    chance = np.random.default_rng(seed)
    confidence = (weights * np.float32(CONFIDENCE)).tocsr()
    turned = confidence.T.tocsr()
    viewers, videos = (
        (chance.normal(size=(count, dimensions)) * 0.01).astype(np.float32) for count in weights.shape
    )
    ridge = ridge_of(weights)
    for _ in range(ROUNDS):
        viewers = solve(confidence, videos, viewers, ridge)
        videos = solve(turned, viewers, videos, ridge)
    return Factors(solve(confidence, videos, viewers, ridge), videos, ridge)


def ridge_of(weights: sparse.csr_matrix) -> float:
    """RIDGE, or less where there is little to learn from: it would leave only what everyone watches."""
    share = max(1, weights.nnz) / MANY
    return RIDGE * min(1.0, float(np.cbrt(share)))


def solve(confidence: sparse.csr_matrix, others: Floats, start: Floats, ridge: float = RIDGE) -> Floats:
    """The best vector of each row of ``confidence`` given ``others``, from ``start`` by conjugate gradients.

    A few steps are enough where the start is the last round's answer (Takács, Pilászy, Tikk 2011).
    """
    gram = others.T @ others + ridge * np.eye(others.shape[1], dtype=np.float32)
    answers = np.zeros_like(start)
    for first, last in _spans(confidence.indptr):
        if confidence.indptr[first] < confidence.indptr[last]:
            answers[first:last] = _descend(confidence[first:last], others, start[first:last], gram)
    answers[np.diff(confidence.indptr) == 0] = 0
    return answers


def _spans(starts: NDArray[np.int32]) -> list[tuple[int, int]]:
    """Neighbouring rows that hold about TOGETHER entries, at least one row."""
    spans, first, end = [], 0, len(starts) - 1
    while first < end:
        last = int(np.searchsorted(starts, starts[first] + TOGETHER, "right")) - 1
        spans.append((first, min(max(last, first + 1), end)))
        first = spans[-1][1]
    return spans


def _descend(confidence: sparse.csr_matrix, others: Floats, start: Floats, gram: Floats) -> Floats:
    rows = np.repeat(np.arange(confidence.shape[0]), np.diff(confidence.indptr))
    seen = others[confidence.indices]

    def curvature(at: Floats) -> Floats:
        scores = np.einsum("nd,nd->n", seen, at[rows])
        weighted = sparse.csr_matrix(
            (confidence.data * scores, confidence.indices, confidence.indptr), shape=confidence.shape
        )
        return np.asarray(at @ gram + weighted @ others, np.float32)

    wanted = sparse.csr_matrix(
        (confidence.data + 1, confidence.indices, confidence.indptr), shape=confidence.shape
    )
    answer = np.array(start)
    rest = np.asarray(wanted @ others, np.float32) - curvature(answer)
    step, size = rest, (rest**2).sum(axis=1)
    for _ in range(STEPS):
        bend = curvature(step)
        length = (size / np.maximum((step * bend).sum(axis=1), 1e-12))[:, None]
        answer, rest = answer + length * step, rest - length * bend
        before, size = size, (rest**2).sum(axis=1)
        step = rest + (size / np.maximum(before, 1e-12))[:, None] * step
    return answer
