"""The inbox, its badge in the navigation and the notice that slides in, as Reflex components."""

import reflex as rx

from app.web.components.jsx import ICONS, script


class Inbox(rx.Component):
    """The rows; they come over REST and anew whenever the socket tells of something."""

    library = script("inbox.jsx")
    tag = "Inbox"
    lib_dependencies: list[str] = [ICONS]


class InboxBadge(rx.Component):
    """How much is unread; the socket tells."""

    library = script("live.jsx")
    tag = "InboxBadge"


class LiveNotice(rx.Component):
    """What just happened, for a few seconds and for screen readers."""

    library = script("live.jsx")
    tag = "LiveNotice"
    lib_dependencies: list[str] = [ICONS]


inbox_rows = Inbox.create
inbox_badge = InboxBadge.create
live_notice = LiveNotice.create
