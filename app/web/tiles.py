"""Posters in a grid: what a page shows of many videos without playing them."""

import reflex as rx

from app.shapes import Shape
from app.videos.schemas import VideoCard
from app.web.components.owner import making, owner_menu

SCALES = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K"))


class Tile(Shape):
    """As little of a video as a poster needs; a State holds many."""

    id: int
    label: str
    background: str
    preview: str
    views: str
    note: str
    hashtags: list[str]
    href: str
    is_making: bool


def tile(card: VideoCard) -> Tile:
    return Tile(
        id=card.id,
        label=card.description or f"Video by @{card.creator.username}",
        background=_image(card.poster_url),
        preview=_image(card.preview),
        views=short(card.view_count) if card.status == "published" else "",
        note=_note(card),
        hashtags=card.hashtags,
        href="/upload" if card.is_draft else f"/v/{card.id}",
        is_making=_is_making(card),
    )


def short(count: int) -> str:
    """1.2K, 3.4M: rounded down, so that nothing looks larger than it is."""
    for size, letter in SCALES:
        if count >= size:
            value = count / size
            return f"{int(value)}{letter}" if value >= 100 else f"{int(value * 10) / 10:g}{letter}"
    return str(count)


def hue(name: str) -> int:
    """The colour of a face without a picture; the same sum as in ui.jsx."""
    total = 0
    for letter in name:
        total = (total * 31 + ord(letter)) % 360
    return total


def _note(card: VideoCard) -> str:
    """What the creator must know about a video that others do not see yet, or see as it is."""
    if card.processing.failure:
        return card.processing.failure.message
    if card.is_draft:
        return "Draft"
    if card.status != "published":
        return "Scheduled" if card.scheduled_at else ""
    return "" if card.visibility == "public" else card.visibility.capitalize()


def _is_making(card: VideoCard) -> bool:
    """Under way, be it that it does not play yet or that its better parts are still to come."""
    if card.status == "published":
        return card.processing.percent < 100
    return card.status in {"uploading", "processing"} and not card.is_draft


def _image(url: str | None) -> str:
    return f'url("{url}")' if url else "none"


def tile_grid(tiles: rx.Var[list[Tile]]) -> rx.Component:
    return rx.el.ul(rx.foreach(tiles, lambda one: rx.el.li(_poster(one))), class_name="grid")


def own_grid(tiles: rx.Var[list[Tile]], on_changed: rx.event.EventHandler) -> rx.Component:
    """One's own clips, each with its menu and with what is still being done to it."""

    def own(one: rx.Var[Tile]) -> rx.Component:
        return rx.el.li(
            _poster(one),
            rx.cond(one.is_making, making(video_id=one.id, on_changed=on_changed), rx.fragment()),
            owner_menu(video_id=one.id, label=one.label, on_changed=on_changed),
            class_name="own",
            key=one.id,
        )

    return rx.el.ul(rx.foreach(tiles, own), class_name="grid")


def _poster(one: rx.Var[Tile]) -> rx.Component:
    return rx.el.a(
        rx.el.span(style={"background_image": one.background}, class_name="poster"),
        rx.cond(one.note != "", rx.el.em(one.note), rx.fragment()),
        rx.cond(
            one.views != "",
            rx.el.span(rx.icon("play", size=14), one.views, class_name="views"),
            rx.fragment(),
        ),
        href=one.href,
        aria_label=one.label,
        style={"background_image": one.preview},
    )
