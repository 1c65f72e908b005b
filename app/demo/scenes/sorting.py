"""A shuffled sunset sorting itself, one swap after another, with a note for each."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, blend_stops, colours, rainbow
from app.demo.scenes.notes import Note

ROWS, LANES = 96, 5


def notes(shot: Shot) -> list[Note]:
    """The pitch follows the colour that just moved."""
    lanes = [_history(shot, lane) for lane in range(LANES)]
    found = []
    for i in range(0, shot.count - 12, 3):
        order = lanes[(i // 3) % LANES][_moment(shot, i)]
        spot = int(order[(i * 37) % ROWS])
        found.append(Note(i / shot.fps, 55 + round(spot / ROWS * 28), 0.5))
    return [*found, *(Note(shot.seconds - 0.9 + 0.07 * k, 60 + 4 * k, 0.8) for k in range(6))]


def frames(shot: Shot) -> Iterator[Array]:
    lanes = [_history(shot, lane) for lane in range(LANES)]
    table = rainbow(ROWS) if shot.variant % 3 == 2 else _sunset(shot)
    rows = (np.arange(shot.height) * ROWS / shot.height).astype(np.intp)
    edges = np.linspace(0, shot.width, LANES + 1).astype(int)
    for i in range(shot.count):
        picture = np.empty((shot.height, shot.width, 3), np.uint8)
        for lane, history in enumerate(lanes):
            at = _moment(shot, i)
            order = history[at]
            fresh = history[min(at + 2, len(history) - 1)] != order
            shade = np.where(fresh[:, None], 255 - (255 - table[order]) * 5 // 6, table[order])
            picture[:, edges[lane] : edges[lane + 1]] = shade[rows][:, None]
        yield picture


def _moment(shot: Shot, i: int) -> int:
    return min(len(_STEPS) - 1, int(i / (shot.count * 0.86) * len(_STEPS)))


_STEPS = range(150)


def _sunset(shot: Shot) -> Array:
    stops = np.array(colours(shot.pick("sunset", "peacock")), np.float64) / 255
    return blend_stops(stops, ROWS)


def _history(shot: Shot, lane: int) -> Array:
    """Every state of one lane: shell, comb, odd-even, selection and insertion sort look quite different."""
    order = shot.rng(lane).permutation(ROWS)
    states = [order.copy()]
    for low, high in _swaps(order, lane):
        order[[low, high]] = order[[high, low]]
        states.append(order.copy())
    picked = np.linspace(0, len(states) - 1, len(_STEPS)).astype(int)
    return np.asarray(np.stack(states)[picked])


def _swaps(start: Array, lane: int) -> Iterator[tuple[int, int]]:
    order = start.copy()
    for gap in ((1,), (41, 19, 7, 3, 1), (60, 46, 35, 27, 20, 15, 11, 8, 6, 4, 3, 2, 1), (1,), (13, 4, 1))[
        lane
    ]:
        for i in range(gap, ROWS):
            if lane == 3:
                yield from _select(order, i - 1)
                continue
            j = i
            while j >= gap and order[j - gap] > order[j]:
                order[[j - gap, j]] = order[[j, j - gap]]
                yield j - gap, j
                j -= gap


def _select(order: Array, i: int) -> Iterator[tuple[int, int]]:
    least = i + int(np.argmin(order[i:]))
    order[[i, least]] = order[[least, i]]
    yield i, least
