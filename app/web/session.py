"""Who is looking, for the parts of a page that depend on it; refreshed each time a page loads."""

import reflex as rx


class SessionState(rx.State):
    """The signed-in viewer as the navigation needs it; empty for everybody else."""

    username: str = ""
    display_name: str = ""
    role: str = ""

    @rx.event
    async def load(self) -> None:
        pass
