"""Who may reach an upload, and what is asked of its creator."""

import pytest
from sqlmodel import Session

from app.accounts.viewer import Viewer, anonymous, signed_in
from app.errors import AppError, Forbidden, NotFound, NotSignedIn
from app.models import Role
from app.uploads import service
from app.uploads.protocol import Announcement
from tests.service.scenes import person, viewer

RIGHTS = [
    # who, begins one of their own, reaches another's
    (None, NotSignedIn, NotSignedIn),
    (Role.USER, Forbidden, Forbidden),
    (Role.CREATOR, None, NotFound),
    (Role.MODERATOR, None, NotFound),
    (Role.ADMIN, None, NotFound),
]


@pytest.mark.parametrize(("role", "begins", "reaches"), RIGHTS, ids=str)
def test_an_upload_is_its_creator_s_alone(
    session: Session, role: Role | None, begins: type[AppError] | None, reaches: type[AppError]
) -> None:
    owner = signed_in(person(session, role=Role.CREATOR))
    upload = service.begin(session, owner, Announcement(10))
    assert service.get(session, owner, upload.id).length == 10
    who = viewer(session, role=role) if role else anonymous("passer-by-without-name")
    with pytest.raises(reaches):
        service.get(session, who, upload.id)
    assert _refusal(session, who) == begins


def _refusal(session: Session, who: Viewer) -> type[AppError] | None:
    try:
        service.begin(session, who, Announcement(10))
    except AppError as error:
        return type(error)
    return None
