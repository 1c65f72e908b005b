"""Who is looking, for the parts of a page that depend on it; refreshed each time a page loads."""

import reflex as rx
from sqlmodel import Session

from app.accounts.schemas import Account
from app.accounts.viewer import Viewer
from app.web.bridge import run


class SessionState(rx.State):
    """The signed-in viewer as the navigation needs it; empty for everybody else."""

    known: bool = False
    username: str = ""
    may_upload: bool = False
    may_moderate: bool = False

    @rx.event
    async def load(self) -> None:
        account, self.may_upload, self.may_moderate = await run(self, who)
        self.username = account.username if account else ""
        self.known = True


def who(_session: Session, viewer: Viewer) -> tuple[Account | None, bool, bool]:
    """The viewer's own account, and whether they may upload and moderate."""
    return (Account.of(viewer.user) if viewer.user else None), viewer.may_upload, viewer.may_moderate
