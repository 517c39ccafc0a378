"""Secrets that we hand out once and keep only as digests."""

import hashlib
import hmac
import secrets

from django.conf import settings

API_KEY_PREFIX = "jb_"


def new_secret() -> str:
    """Return 256 random bits as text that fits into a link."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """Return what is kept of a random secret; it needs no salt, it is long enough."""
    return hashlib.sha256(secret.encode()).digest()


def address_digest(address: str) -> bytes:
    """Return a keyed digest of a network address: comparable, not readable."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"accounts.address" + address.encode(), "sha256").digest()
