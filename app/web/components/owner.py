"""What creators do with their clips on their own profile: the menu of each, and how far it is."""

import reflex as rx

from app.web.components.jsx import ICONS, script


class OwnerMenu(rx.Component):
    """Three dots that open a sheet: edit, choose another cover, delete."""

    library = script("owner_menu.jsx")
    tag = "OwnerMenu"
    lib_dependencies: list[str] = [ICONS]

    video_id: rx.Var[int]
    label: rx.Var[str]
    on_changed: rx.EventHandler[rx.event.no_args_event_spec]


class Making(rx.Component):
    """The stage and percent of a clip that is being made; tells when it is done."""

    library = script("owner_menu.jsx")
    tag = "Making"
    lib_dependencies: list[str] = [ICONS]

    video_id: rx.Var[int]
    on_changed: rx.EventHandler[rx.event.no_args_event_spec]


class Originals(rx.Component):
    """Takes every file home as it was sent."""

    library = script("owner_menu.jsx")
    tag = "Originals"
    lib_dependencies: list[str] = [ICONS]


owner_menu = OwnerMenu.create
making = Making.create
originals = Originals.create
