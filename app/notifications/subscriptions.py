"""Browsers that take pushes: each belongs to the account that was signed in when it agreed."""

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select

from app.accounts.viewer import Viewer
from app.errors import BadInput
from app.models import PushSubscription
from app.notifications import addresses
from app.notifications.schemas import NewSubscription

# More than anybody has devices; the oldest go.
MOST = 20
AUTH_BYTES = 16


def subscribe(session: Session, viewer: Viewer, new: NewSubscription) -> None:
    me = viewer.must_be_signed_in()
    addresses.check(new.endpoint)
    _check_keys(new.keys.p256dh, new.keys.auth)
    keys = {"user_id": me.id, "p256dh": new.keys.p256dh, "auth": new.keys.auth}
    made = insert(PushSubscription).values(endpoint=new.endpoint, **keys)
    session.execute(made.on_conflict_do_update(index_elements=["endpoint"], set_=keys))
    newest = select(PushSubscription.id).where(PushSubscription.user_id == me.id)
    kept = newest.order_by(col(PushSubscription.id).desc()).limit(MOST)
    mine = col(PushSubscription.user_id) == me.id
    session.exec(delete(PushSubscription).where(mine, col(PushSubscription.id).not_in(kept)))


def unsubscribe(session: Session, viewer: Viewer, endpoint: str) -> None:
    me = viewer.must_be_signed_in()
    mine = (col(PushSubscription.user_id) == me.id, col(PushSubscription.endpoint) == endpoint)
    session.exec(delete(PushSubscription).where(*mine))


def of(session: Session, user_id: int) -> list[PushSubscription]:
    return list(session.exec(select(PushSubscription).where(PushSubscription.user_id == user_id)))


def forget(session: Session, subscription_id: int) -> None:
    session.exec(delete(PushSubscription).where(col(PushSubscription.id) == subscription_id))


def _check_keys(p256dh: str, auth: str) -> None:
    """A point on the curve and sixteen bytes, as browsers make them."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(p256dh))
        good = len(_bytes(auth)) == AUTH_BYTES
    except (ValueError, binascii.Error):
        good = False
    if not good:
        raise BadInput("These are no keys of a browser.", keys="Send what PushSubscription.toJSON() gives.")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
