"""Web Push (RFC 8030): encrypted for one browser (RFC 8291) and signed by this server (RFC 8292)."""

import json
import time
from email.utils import parseaddr
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode
from pywebpush import WebPusher

from app.models import PushSubscription
from app.notifications.addresses import resolved
from app.resilience import SharedBreaker
from app.settings import settings
from app.telemetry import PUSHES, log

SECONDS = 10
SIGNED_SECONDS = 12 * 3600
KEEP_SECONDS = 24 * 3600
GONE = {404, 410}
# Of the curve P-256; a private key is a number from 1 up to it.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# A service that fails is rested by itself; whoever invents services shares one breaker with the like.
SERVICES = ("googleapis.com", "mozilla.com", "apple.com", "windows.com")


class Failed(Exception):
    """May be tried again."""


def public_key() -> str:
    key = _key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return str(b64urlencode(key))


def send(subscription: PushSubscription, told: dict[str, Any], *, topic: str) -> bool:
    """Whether the browser still takes pushes. A later one with the same topic takes the place of this one."""
    breaker = SharedBreaker(_service(subscription.endpoint))
    if not breaker.admits():
        raise Failed("The push service rests after failures.")
    try:
        status = _post(subscription, json.dumps(told).encode(), topic)
    except (OSError, httpx.HTTPError) as error:
        status, reason = 0, str(error) or type(error).__name__
    else:
        reason = f"answered {status}"
    if status in GONE:
        breaker.succeeded()
        PUSHES.labels("gone").inc()
        return False
    if not 200 <= status < 300:
        breaker.failed()
        PUSHES.labels("failed").inc()
        log().warning("push_failed", subscription_id=subscription.id, error=reason)
        raise Failed(reason)
    breaker.succeeded()
    PUSHES.labels("sent").inc()
    return True


def _post(subscription: PushSubscription, body: bytes, topic: str) -> int:
    url, host = resolved(subscription.endpoint)
    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    encrypted = WebPusher({"endpoint": subscription.endpoint, "keys": keys}).encode(body)["body"]
    headers = {
        **_signature(subscription.endpoint),
        "Host": host,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEEP_SECONDS),
        "Urgency": "normal",
        "Topic": topic,
    }
    name = {"sni_hostname": str(urlsplit(subscription.endpoint).hostname)}
    with httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
        return client.post(url, content=encrypted, headers=headers, extensions=name).status_code


def _signature(endpoint: str) -> dict[str, str]:
    where = urlsplit(endpoint)
    claims = {
        "aud": f"{where.scheme}://{where.netloc}",
        "sub": f"mailto:{parseaddr(settings().mail_sender)[1]}",
        "exp": int(time.time()) + SIGNED_SECONDS,
    }
    signed: dict[str, str] = Vapid02(private_key=_key(), conf={"no-strict": True}).sign(claims)
    return signed


@cache
def _key() -> ec.EllipticCurvePrivateKey:
    """Derived from the site's secret, so that nothing more is to be kept; a new secret ends subscriptions."""
    derive = HKDF(algorithm=hashes.SHA256(), length=48, salt=None, info=b"zoetrope web push")
    drawn = int.from_bytes(derive.derive(settings().zoetrope_secret_key.get_secret_value().encode()))
    return ec.derive_private_key(drawn % (ORDER - 1) + 1, ec.SECP256R1())


def _service(endpoint: str) -> str:
    host = str(urlsplit(endpoint).hostname)
    return next((f"push of {name}" for name in SERVICES if host.endswith(f".{name}")), "push of others")
