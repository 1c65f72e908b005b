"""A maze fills with colour from one corner, and the way out lights up."""

from collections import deque
from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, rainbow, wheel

Cell = tuple[int, int]


def frames(shot: Shot, across: int = 22) -> Iterator[Array]:
    down = round(across * shot.aspect)
    steps, parent = _flood(_carve(shot, across, down), (1, 1))
    way = _way(parent, (2 * down - 1, 2 * across - 1))
    table = rainbow(512) if shot.variant % 2 == 0 else wheel(shot.pick("sea", "candy", "sea", "sunset"), 512)
    y = (np.arange(shot.height) * (2 * down + 1) / shot.height).astype(np.intp)
    x = (np.arange(shot.width) * (2 * across + 1) / shot.width).astype(np.intp)
    most, along = int(steps.max()), np.full(steps.shape, 10**6)
    for n, cell in enumerate(way):
        along[cell] = n
    wall, ground = np.array([14, 12, 30]), np.array([34, 32, 60])
    for i in range(shot.count):
        reach = (i / (shot.count * 0.74)) ** 0.9 * most
        cells = np.where((steps >= 0)[..., None], ground, wall)
        paint = table[(np.clip(steps, 0, None) / most * 0.85 * 511 + i).astype(int) % 512]
        age = np.clip((reach - steps) / 14, 0, 1)[..., None]
        flooded = (steps >= 0) & (steps <= reach)
        cells = np.where(flooded[..., None], 255 - (255 - paint) * (0.35 + 0.65 * age), cells)
        if i > shot.count * 0.74:
            done = (i / shot.count - 0.74) / 0.18 * len(way)
            cells = np.where(flooded[..., None] & (along > done)[..., None], cells * 0.42, cells)
            cells = np.where((along <= done)[..., None], 250, cells)
        yield cells[y][:, x].astype(np.uint8)


def _carve(shot: Shot, across: int, down: int) -> Array:
    rng, maze = shot.rng(), np.zeros((2 * down + 1, 2 * across + 1), bool)
    stack: list[Cell] = [(1, 1)]
    maze[1, 1] = True
    while stack:
        y, x = stack[-1]
        ways = [
            (dy, dx)
            for dy, dx in ((0, 2), (2, 0), (0, -2), (-2, 0))
            if 0 < y + dy < 2 * down and 0 < x + dx < 2 * across and not maze[y + dy, x + dx]
        ]
        if not ways:
            stack.pop()
            continue
        dy, dx = ways[rng.integers(len(ways))]
        maze[y + dy // 2, x + dx // 2] = maze[y + dy, x + dx] = True
        stack.append((y + dy, x + dx))
    return maze


def _flood(maze: Array, start: Cell) -> tuple[Array, dict[Cell, Cell]]:
    steps, parent = np.full(maze.shape, -1), {start: start}
    steps[start] = 0
    queue = deque([start])
    while queue:
        y, x = queue.popleft()
        for cell in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
            if maze[cell] and steps[cell] < 0:
                steps[cell], parent[cell] = steps[y, x] + 1, (y, x)
                queue.append(cell)
    return steps, parent


def _way(parent: dict[Cell, Cell], end: Cell) -> list[Cell]:
    way = [end]
    while parent[way[-1]] != way[-1]:
        way.append(parent[way[-1]])
    return way[::-1]
