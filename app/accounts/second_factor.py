"""The second factor: a code that changes every half minute (RFC 6238), or one of ten kept for bad days."""

import secrets
import time

import pyotp
import segno
from sqlmodel import Session, col, delete, func, select, update

from app import mail
from app.accounts import keys, passwords
from app.accounts.viewer import Viewer
from app.cache import valkey
from app.errors import AppError, Conflict
from app.models import RecoveryCode, User
from app.models.columns import CHANGED, now
from app.shapes import Shape

ISSUER = "Zoetrope"
STEP_SECONDS = 30
# One step early or late: clocks differ.
DRIFT = 1
CODES = 10
PURPOSE, CODE_PURPOSE = "second factor", "recovery code"


class CodeNeeded(AppError):
    """The password was right."""

    status, code = 401, "second_factor"

    def __init__(self) -> None:
        super().__init__("Enter the six digits from your authenticator app.")


class WrongCode(AppError):
    status, code = 401, "wrong_code"

    def __init__(self) -> None:
        super().__init__("That code is not right.")
        self.fields = {"code": WRONG}


class Mistyped(WrongCode):
    """By somebody who is signed in already."""

    status = 422


WRONG = "This code is not right, or it was used already. Take the next one."


class Beginning(Shape):
    """For the app: scanned as a picture, or typed."""

    secret: str
    uri: str
    qr_svg: str


class RecoveryCodes(Shape):
    """Shown once."""

    codes: list[str]


class SecondFactor(Shape):
    is_on: bool
    recovery_codes_left: int


def state(session: Session, viewer: Viewer) -> SecondFactor:
    user = viewer.must_be_signed_in()
    unused = (RecoveryCode.user_id == user.id, col(RecoveryCode.used_at).is_(None))
    left = session.exec(select(func.count()).select_from(RecoveryCode).where(*unused)).one()
    return SecondFactor(is_on=user.totp_confirmed_at is not None, recovery_codes_left=left)


def begin(session: Session, viewer: Viewer, password: str) -> Beginning:
    """It is asked for only once `confirm` has seen a code."""
    user = _locked(session, viewer)
    passwords.must_be_own(user, password)
    if user.totp_confirmed_at:
        raise Conflict("Your second factor is on already.", code="second_factor_on")
    secret = pyotp.random_base32()
    user.totp_secret = keys.sealed(PURPOSE, secret)
    uri = pyotp.TOTP(secret).provisioning_uri(user.username, issuer_name=ISSUER)
    picture = segno.make(uri, micro=False).svg_inline(
        omitsize=True, border=3, dark="#0B0B0F", light="#FFFFFF"
    )
    return Beginning(secret=secret, uri=uri, qr_svg=picture)


def confirm(session: Session, viewer: Viewer, code: str) -> RecoveryCodes:
    user = _locked(session, viewer)
    if user.totp_confirmed_at or not user.totp_secret:
        raise Conflict("Begin anew: scan the picture first.", code="no_second_factor")
    if not _fits(user, code):
        raise Mistyped
    user.totp_confirmed_at = now()
    mail.queue(session, user.id, "second_factor_on")
    return _new_codes(session, user.id)


def renew_codes(session: Session, viewer: Viewer, password: str) -> RecoveryCodes:
    """The old ones are worthless from now on."""
    user = _locked(session, viewer)
    passwords.must_be_own(user, password)
    if not user.totp_confirmed_at:
        raise Conflict("Turn your second factor on first.", code="no_second_factor")
    return _new_codes(session, user.id)


def disable(session: Session, viewer: Viewer, password: str) -> None:
    user = _locked(session, viewer)
    passwords.must_be_own(user, password)
    if user.totp_confirmed_at:
        mail.queue(session, user.id, "second_factor_off")
    user.totp_secret = user.totp_confirmed_at = None
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user.id))


def check(session: Session, user: User, code: str | None) -> None:
    """Whether somebody who knows the password may come in."""
    if not user.totp_confirmed_at:
        return
    if not code:
        raise CodeNeeded
    if not _fits(user, code) and not _recovers(session, user.id, code):
        raise WrongCode


def _fits(user: User, code: str) -> bool:
    """Each step's code counts once; who reads one over a shoulder comes too late."""
    digits = "".join(code.split())
    try:
        totp = pyotp.TOTP(keys.opened(PURPOSE, user.totp_secret or ""))
    except keys.Foreign:
        return False
    today = int(time.time()) // STEP_SECONDS
    for step in range(today - DRIFT, today + DRIFT + 1):
        if secrets.compare_digest(totp.generate_otp(step).encode(), digits.encode()):
            seconds = STEP_SECONDS * (2 * DRIFT + 2)
            return bool(valkey().set(f"totp:{user.id}:{step}", 1, nx=True, ex=seconds))
    return False


def _recovers(session: Session, user_id: int, code: str) -> bool:
    used = update(RecoveryCode).where(
        col(RecoveryCode.user_id) == user_id,
        col(RecoveryCode.code_hash) == _code_hash(user_id, code),
        col(RecoveryCode.used_at).is_(None),
    )
    return bool(session.execute(used.values(used_at=now())).rowcount)  # type: ignore[attr-defined]


def _new_codes(session: Session, user_id: int) -> RecoveryCodes:
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))
    codes = [_readable(pyotp.random_base32()[:12].lower()) for _ in range(CODES)]
    session.add_all(RecoveryCode(user_id=user_id, code_hash=_code_hash(user_id, code)) for code in codes)
    return RecoveryCodes(codes=codes)


def _readable(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _code_hash(user_id: int, code: str) -> str:
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return keys.digest(CODE_PURPOSE, f"{user_id}:{plain}")


def _locked(session: Session, viewer: Viewer) -> User:
    return session.get_one(User, viewer.must_be_signed_in().id, with_for_update=CHANGED)
