"""Finding: Discover, results, a hashtag's page and posters without end, which live in the browser."""

import reflex as rx

from app.web.components.jsx import ICONS, script


class Discover(rx.Component):
    """Search on top, what is trending, and the posters of what is popular."""

    library = script("discover.jsx")
    tag = "Discover"
    lib_dependencies: list[str] = [ICONS]

    username: rx.Var[str]
    known: rx.Var[bool]


class Results(rx.Component):
    """What the search in the page's address found."""

    library = script("results.jsx")
    tag = "Results"
    lib_dependencies: list[str] = [ICONS]

    username: rx.Var[str]
    known: rx.Var[bool]


class TagPage(rx.Component):
    """The hashtag in the page's address."""

    library = script("tag_page.jsx")
    tag = "TagPage"
    lib_dependencies: list[str] = [ICONS]

    username: rx.Var[str]


class Wall(rx.Component):
    """Posters of a list of videos, read from an address below /api/v1."""

    library = script("wall.jsx")
    tag = "Wall"
    lib_dependencies: list[str] = [ICONS]

    path: rx.Var[str]
    grid: rx.Var[bool]
    label: rx.Var[str]
    empty_title: rx.Var[str]
    empty_text: rx.Var[str]


discover_page = Discover.create
results = Results.create
tag_page = TagPage.create
wall = Wall.create
