"""The feed: For You at /, people one follows at /following, friends at /friends, a clip and more at /v/…"""

import reflex as rx

from app.web.components.video_feed import video_feed
from app.web.layout import feed_tabs, page
from app.web.session import SessionState

ABOUT = "Short videos, made by people, picked for you. Watch without an account."


@rx.page(route="/", title="For You · Zoetrope", description=ABOUT, on_load=SessionState.load)
def for_you() -> rx.Component:
    return page(feed_tabs("For You"), video_feed(feed_url="/feed"), here="Home", kind="cinema")


@rx.page(
    route="/following",
    title="Following · Zoetrope",
    description="The newest clips of the people you follow.",
    on_load=SessionState.load,
)
def following() -> rx.Component:
    feed = video_feed(
        feed_url="/feed/following",
        source="following",
        end_title="That is everything new",
        end_text="Follow more people and their clips appear here.",
    )
    return page(feed_tabs("Following"), feed, here="Following", kind="cinema")


@rx.page(
    route="/friends",
    title="Friends · Zoetrope",
    description="Clips by people you follow who follow you back.",
    on_load=SessionState.load,
)
def friends() -> rx.Component:
    feed = video_feed(
        feed_url="/feed/friends",
        source="friends",
        end_title="That is all from your friends",
        end_text="Friends are people you follow who follow you back.",
    )
    return page(feed_tabs("Friends"), feed, here="Friends", kind="cinema")


@rx.page(route="/v/[video_id]", title="Video · Zoetrope", description=ABOUT, on_load=SessionState.load)
def one_video() -> rx.Component:
    feed = video_feed(feed_url="/feed", alone=True)
    return page(feed_tabs(""), feed, here="", kind="cinema")
