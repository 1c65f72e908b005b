"""Keys for one purpose each, derived from the site's secret: the database alone gives none of them away."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

from app.settings import settings


class Foreign(Exception):
    """Sealed under another secret of the site, or tampered with."""


def derived(purpose: str) -> bytes:
    """32 bytes."""
    secret = settings().zoetrope_secret_key.get_secret_value().encode()
    return hmac.new(secret, f"key:{purpose}".encode(), hashlib.sha256).digest()


def digest(purpose: str, text: str) -> str:
    """What is stored of a secret that is shown once."""
    return hmac.new(derived(purpose), text.encode(), hashlib.sha256).hexdigest()


def sealed(purpose: str, text: str) -> str:
    return _box(purpose).encrypt(text.encode()).decode()


def opened(purpose: str, text: str) -> str:
    try:
        return _box(purpose).decrypt(text.encode()).decode()
    except InvalidToken:
        raise Foreign from None


def _box(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived(purpose)))
