"""People on the pages: the head and tabs of a profile, who asks to follow, and who may be worth following."""

from typing import Any

import reflex as rx

from app.web.components.jsx import ICONS, script


class ProfileHead(rx.Component):
    """Who somebody is and how the viewer stands to them; children are more actions on one's own."""

    library = script("profile_head.jsx")
    tag = "ProfileHead"
    lib_dependencies: list[str] = [ICONS]

    person: rx.Var[dict[str, Any]]
    on_changed: rx.EventHandler[rx.event.no_args_event_spec]


class ProfileTabs(rx.Component):
    """Videos (the children), liked and saved, as far as the viewer sees them."""

    library = script("profile_tabs.jsx")
    tag = "ProfileTabs"
    lib_dependencies: list[str] = [ICONS]

    person: rx.Var[dict[str, Any]]


class BlockedProfile(rx.Component):
    """In place of somebody whom the viewer blocked."""

    library = script("profile_head.jsx")
    tag = "BlockedProfile"
    lib_dependencies: list[str] = [ICONS]

    name: rx.Var[str]


class Requests(rx.Component):
    """Who asks to follow this private account."""

    library = script("people_requests.jsx")
    tag = "Requests"
    lib_dependencies: list[str] = [ICONS]


class Suggested(rx.Component):
    """A few people with a reason each."""

    library = script("people_suggested.jsx")
    tag = "Suggested"
    lib_dependencies: list[str] = [ICONS]

    limit: rx.Var[int]
    place: rx.Var[str]


profile_head = ProfileHead.create
profile_tabs = ProfileTabs.create
blocked_profile = BlockedProfile.create
requests = Requests.create
suggested = Suggested.create
