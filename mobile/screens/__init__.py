"""Every screen of the phone, in the order in which the app makes them."""

from mobile.screens.auth import LogInScreen, SignUpScreen, StartScreen
from mobile.screens.feed import FeedScreen
from mobile.screens.profile import ProfileScreen

__all__ = ["SCREENS", "FeedScreen"]

SCREENS = (StartScreen, LogInScreen, SignUpScreen, FeedScreen, ProfileScreen)
