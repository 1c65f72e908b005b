"""Personal access tokens: another program acts in somebody's name, within scopes, until it is revoked."""

import hashlib
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field
from sqlmodel import Session, col, func, or_, select, update
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.rights import Scope
from app.accounts.viewer import Viewer
from app.cache import DOWN, valkey
from app.db import after_commit, new_session, transaction
from app.errors import Conflict, NotFound
from app.models import AccessToken
from app.models.columns import now
from app.shapes import Body, Moment, Page, Shape

PREFIX = "zt_"
MOST = 25
REMEMBER_SECONDS = 60
# The moment of the last use is written this seldom.
USED_SECONDS = 600
Scopes = Annotated[list[Scope], AfterValidator(lambda scopes: sorted(set(scopes))), Field(min_length=1)]


class NewToken(Body):
    name: str = Field(min_length=1, max_length=60, examples=["Backup of my clips"])
    scopes: Scopes = Field(max_length=len(Scope), examples=[["read", "write:videos"]])
    days: int | None = Field(90, ge=1, le=366, description="How long it works; null: until it is revoked.")


class TokenCard(Shape):
    """A token as it is listed; the token itself is known to its program alone."""

    id: int
    name: str
    scopes: list[Scope]
    created_at: Moment
    last_used_at: Moment | None
    expires_at: Moment | None

    @classmethod
    def of(cls, token: AccessToken) -> "TokenCard":
        return cls.model_validate(token, from_attributes=True)


class MadeToken(Shape):
    """Shown once: only a hash of `token` is kept."""

    token: str = Field(examples=["zt_dGhpcyBpcyBub3QgYSB0b2tlbiwganVzdCBhbiBleGFtcGxl"])
    made: TokenCard


@dataclass(frozen=True, slots=True)
class Known:
    """Whose token it is and what it may do."""

    id: int
    user_id: int
    scopes: frozenset[Scope]
    expires_at: datetime | None

    @property
    def is_over(self) -> bool:
        return self.expires_at is not None and self.expires_at <= now()


def make(session: Session, viewer: Viewer, new: NewToken) -> MadeToken:
    me = viewer.must_be_signed_in()
    if session.exec(select(func.count()).select_from(_living(me.id).subquery())).one() >= MOST:
        raise Conflict(f"You have {MOST} tokens already. Revoke one first.", code="too_many_tokens")
    secret = PREFIX + secrets.token_urlsafe(36)
    token = AccessToken(
        user_id=me.id,
        name=new.name,
        token_hash=_hash(secret),
        scopes=[str(scope) for scope in new.scopes],
        created_at=now(),
        expires_at=now() + timedelta(days=new.days) if new.days else None,
    )
    session.add(token)
    session.flush()
    return MadeToken(token=secret, made=TokenCard.of(token))


def listing(session: Session, viewer: Viewer) -> Page[TokenCard]:
    """Those that work, the newest first."""
    mine = _living(viewer.must_be_signed_in().id).order_by(col(AccessToken.id).desc())
    return Page(items=[TokenCard.of(token) for token in session.exec(mine)])


def revoke(session: Session, viewer: Viewer, token_id: int) -> None:
    me = viewer.must_be_signed_in()
    token = session.exec(_living(me.id).where(col(AccessToken.id) == token_id)).first()
    if token is None:
        raise NotFound("token", token_id)
    token.revoked_at = now()
    session.add(token)
    after_commit(session, lambda: _forget(token.token_hash))


def known(secret: str) -> Known | None:
    """Whose it is; None when it was never made, is revoked or over."""
    if not secret.startswith(PREFIX) or len(secret) > 100:
        return None
    hashed = _hash(secret)
    found = _remembered(hashed) or _looked_up(hashed)
    if found is None or found.is_over:
        return None
    _note_use(found)
    return found


def _living(user_id: int) -> SelectOfScalar[AccessToken]:
    is_on = or_(col(AccessToken.expires_at).is_(None), col(AccessToken.expires_at) > now())
    mine = col(AccessToken.user_id) == user_id
    return select(AccessToken).where(mine, col(AccessToken.revoked_at).is_(None), is_on)


def _looked_up(hashed: str) -> Known | None:
    by_hash = select(AccessToken).where(
        col(AccessToken.token_hash) == hashed, col(AccessToken.revoked_at).is_(None)
    )
    with new_session() as session:
        row = session.exec(by_hash).first()
    if row is None:
        return None
    found = Known(row.id, row.user_id, frozenset(map(Scope, row.scopes)), row.expires_at)
    _remember(hashed, found)
    return found


def _remember(hashed: str, found: Known) -> None:
    ends = found.expires_at.isoformat() if found.expires_at else None
    text = json.dumps([found.id, found.user_id, sorted(found.scopes), ends])
    with suppress(*DOWN):
        valkey().set(f"token:{hashed}", text, ex=REMEMBER_SECONDS)


def _remembered(hashed: str) -> Known | None:
    try:
        text = valkey().get(f"token:{hashed}")
    except DOWN:
        return None
    if not text:
        return None
    token_id, user_id, scopes, ends = json.loads(text)
    return Known(
        token_id, user_id, frozenset(map(Scope, scopes)), datetime.fromisoformat(ends) if ends else None
    )


def _forget(hashed: str) -> None:
    with suppress(*DOWN):
        valkey().delete(f"token:{hashed}")


def _note_use(token: Known) -> None:
    with suppress(*DOWN):
        if not valkey().set(f"token-used:{token.id}", 1, nx=True, ex=USED_SECONDS):
            return
        with transaction() as session:
            used = update(AccessToken).where(col(AccessToken.id) == token.id)
            session.exec(used.values(last_used_at=now()))


def _hash(secret: str) -> str:
    """No salt and no slow hash: the secret is 36 random bytes, nobody guesses it."""
    return hashlib.sha256(secret.encode()).hexdigest()
