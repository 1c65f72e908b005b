"""Measures the recommender on real watches, with the models as served, beside the best of the known ways."""

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from app.recsys.columns import tag_key
from app.recsys.interactions import Catalogue, Interactions, evidence, tag_columns
from app.recsys.space import Space
from app.recsys.tower import Tower
from bench.recsys_ranking import Ranking

Frame = Any  # a pandas DataFrame; what columns it has says evaluate.py
Floats = NDArray[np.float32]
Row = dict[str, float]

SEED = 20_261_123
# The order of a history is known, its times are not: so far apart are two rows of it taken to be.
SPACING = 50 * 60.0
STEPS = (0, 1, 3, 5, 10, 20)


class Recommender:
    """What evaluate.py asks of a recommender, from the parts that serve the feed and nothing else."""

    def __init__(self, *, ranks: bool = True) -> None:
        self.ranks = ranks
        self.ranking: Ranking | None = None

    def fit(self, train: Frame, items: Frame, users: Frame) -> None:
        catalogue, watches = catalogue_of(items), interactions_of(train)
        self.space = Space.fit(watches, catalogue, seed=SEED)
        tower = Tower.fit(self.space, catalogue)
        unwatched = ~np.isin(catalogue.ids, watches.videos)
        self.vectors = self.space.vectors.copy()
        rows = self.space.rows(catalogue.ids[unwatched])
        self.vectors[rows] = tower.vectors(catalogue.only(unwatched))
        self.histories = _histories(watches)
        self.lesson, self.ranking = (train, items), None
        if self.ranks:
            self._ranker()

    def recommend(self, user: int, k: int, exclude: set[int]) -> list[int]:
        history = self.histories.get(int(user))
        return self._nearest(self._taste(*history) if history else self.space.folding.start, k, exclude)

    def recommend_history(self, history: list[int], k: int) -> list[int]:
        watched = np.asarray(history, np.int64)
        return self._nearest(self._taste(watched, np.ones(len(watched), np.float32)), k, set(history))

    def score(self, users: NDArray[np.int64], items: NDArray[np.int64], ctx: Frame) -> NDArray[np.float64]:
        return self._ranker().score(users, items, ctx)

    def _ranker(self) -> Ranking:
        """Learned when it is first asked unless `ranks`: only task B needs it."""
        if self.ranking is None:
            self.ranking = Ranking()
            self.ranking.fit(*self.lesson)
        return self.ranking

    def _taste(self, videos: NDArray[np.int64], weights: Floats) -> Floats:
        return self.space.fold_in(self.space.inputs[self.space.rows(videos)], weights)

    def _nearest(self, taste: Floats, count: int, exclude: set[int]) -> list[int]:
        scores = self.vectors @ taste
        gone = self.space.rows(np.fromiter(exclude, np.int64, len(exclude)))
        scores[gone[gone >= 0]] = -np.inf
        count = min(count, int(np.isfinite(scores).sum()))
        best = np.argpartition(-scores, max(0, count - 1))[:count]
        return [int(video) for video in self.space.ids[best[np.argsort(-scores[best], kind="stable")]]]


def catalogue_of(items: Frame) -> Catalogue:
    return Catalogue(
        ids=items.item.to_numpy(np.int64),
        creators=items.author.to_numpy(np.int64),
        sounds=items.sound.to_numpy(np.int64),
        tags=tag_columns([[tag_key(tag) for tag in tags] for tags in items.tags]),
        seconds=(items.dur_ms / 1000).to_numpy(np.float32),
        published=(items.upload_ts / 1000).to_numpy(np.float64),
    )


def interactions_of(train: Frame) -> Interactions:
    """Rows of evaluate.py; of the histories it is not known how much was watched."""
    later = (train.groupby("user").order.transform("max") - train.order).to_numpy()
    logged = (train.src == "log").to_numpy()
    return Interactions(
        viewers=train.user.to_numpy(np.int64),
        videos=train.item.to_numpy(np.int64),
        long=(train.label > 0).to_numpy(bool),
        liked=(train.like > 0).to_numpy(bool),
        completion=np.where(logged, train.completion, np.nan).astype(np.float32),
        watched_ms=train.play_ms.to_numpy(np.float32),
        duration_ms=train.dur_ms.to_numpy(np.float32),
        at=train.ts.to_numpy(np.float64) / 1000 - np.where(logged, 0, later) * SPACING,
        exposed=train.exposed.to_numpy(bool),
    )


def _histories(watches: Interactions) -> dict[int, tuple[NDArray[np.int64], Floats]]:
    """The videos of each viewer and how much each says."""
    known = watches.only(evidence(watches) > 0)
    known = known.only(np.lexsort((-evidence(known), known.videos, known.viewers)))
    pairs = np.stack([known.viewers, known.videos])
    known = known.only(np.append(True, (pairs[:, 1:] != pairs[:, :-1]).any(axis=0)))
    viewers, starts = np.unique(known.viewers, return_index=True)
    parts = zip(np.split(known.videos, starts[1:]), np.split(evidence(known), starts[1:]), strict=True)
    return dict(zip(viewers.tolist(), parts, strict=True))


def task_a(protocol: Any, known: Any, most: int | None) -> dict[str, Row]:
    runs = {"ours": Recommender(ranks=False), "ALS-64": known.ALS(64, 200, 20, 15)}
    return {name: protocol.task_a(model, max_users=most) for name, model in runs.items()}


def task_b(protocol: Any, known: Any, most: int | None) -> dict[str, Row]:
    rankers = importlib.import_module("rankers")
    runs = {"ours": Recommender(), "GBDT": rankers.GBDTFM()}
    return {name: protocol.task_b(model, split="late") for name, model in runs.items()}


def task_c(protocol: Any, known: Any, most: int | None) -> dict[str, Row]:
    runs = {"ours": Recommender(ranks=False), "tags, creator, length": known.TagContent()}
    return {name: protocol.task_c(model) for name, model in runs.items()}


def task_d(protocol: Any, known: Any, most: int | None) -> dict[str, Row]:
    runs = {"ours": Recommender(ranks=False), "ALS-64": known.ALS(64, 200, 20, 15)}
    found = {name: protocol.task_d(model, steps=STEPS) for name, model in runs.items()}
    return {name: {str(step): value for step, value in row.items()} for name, row in found.items()}


TASKS = {"A": task_a, "B": task_b, "C": task_c, "D": task_d}
SHOWN = {
    "A": ("N@20", "R@20", "HR@20", "micro_R@200", "Cov@20", "fit_s", "p50_ms", "p95_ms"),
    "B": ("primary", "GAUC", "nDCG5", "AUC", "XAUC_watch", "us_per_row"),
    "C": ("N@20", "R@20", "HR@20", "Cov@20", "fit_s"),
    "D": tuple(str(step) for step in STEPS),
}


def ratios(rows: dict[str, Row], shown: tuple[str, ...]) -> Row:
    """Ours to the other, where both are above nothing."""
    ours, other = rows.values()
    return {key: ours[key] / other[key] for key in shown if other.get(key)}


def show(task: str, rows: dict[str, Row], file: TextIO) -> None:
    table = {**rows, "ratio": ratios(rows, SHOWN[task])}
    lines = [f"\n| {task} | {' | '.join(SHOWN[task])} |", "|---" * (len(SHOWN[task]) + 1) + "|"]
    for name, row in table.items():
        cells = (f"{row[key]:.4g}" if key in row else "–" for key in SHOWN[task])
        lines.append(f"| {name} | {' | '.join(cells)} |")
    print("\n".join(lines), file=file, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of evaluate.py and baselines.py")
    parser.add_argument("--tasks", default="A,B,C,D")
    parser.add_argument("--max-users", type=int, help="task A on so many users only")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    sys.path.insert(0, str(given.data))
    protocol, known = importlib.import_module("evaluate"), importlib.import_module("baselines")
    found: dict[str, dict[str, Row]] = {}
    for task in given.tasks.split(","):
        found[task] = TASKS[task](protocol, known, given.max_users)
        show(task, found[task], sys.stderr if given.json else sys.stdout)
    if given.json:
        print(json.dumps(found, indent=1, default=float))


if __name__ == "__main__":
    main()
