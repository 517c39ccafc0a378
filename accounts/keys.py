"""The keys that sign tokens: in the database, encrypted, rotated without a sign-out.

A new key is published at once and signs ten minutes later, when every process and
every reader of `/.well-known/jwks.json` has seen it. The old one goes on verifying
what it signed until that has expired.
"""

import base64
import hashlib
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from jwt.algorithms import ECAlgorithm

from accounts.models import SigningKey

PUBLISHED_BEFORE_USE = timedelta(minutes=10)
REFRESHED_EVERY = 30.0
_FIRST_KEY_LOCK = 7_305_332


@dataclass(frozen=True)
class KeyPair:
    """One key, ready to be used."""

    kid: str
    private: ec.EllipticCurvePrivateKey
    public: ec.EllipticCurvePublicKey
    jwk: dict[str, Any]
    signs_from: datetime


class _Ring:
    """One process's copy of the keys, read again now and then."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: dict[str, KeyPair] = {}
        self._read_at = 0.0

    def keys(self, *, wanted: str | None = None) -> dict[str, KeyPair]:
        """Return the keys; an unknown `kid` makes us look again, once a second."""
        if self._is_old(wanted):
            with self._lock:
                if self._is_old(wanted):
                    self._keys = _read_keys()
                    self._read_at = time.monotonic()
        return self._keys

    def _is_old(self, wanted: str | None) -> bool:
        age = time.monotonic() - self._read_at
        missing = wanted is not None and wanted not in self._keys and age > 1
        return not self._keys or age > REFRESHED_EVERY or missing

    def forget(self) -> None:
        """Read again at the next use."""
        self._keys = {}


_ring = _Ring()
forget_keys = _ring.forget


def signing_key() -> KeyPair:
    """Return the newest key whose time to sign has come, making the first one."""
    keys = _ring.keys()
    if not keys:
        _make_first_key()
        _ring.forget()
        keys = _ring.keys()
    now = timezone.now()
    ready = [key for key in keys.values() if key.signs_from <= now]
    return max(ready or keys.values(), key=lambda key: key.signs_from)


def verifying_key(kid: str) -> KeyPair | None:
    """Return the key of that name, if it was not retired."""
    return _ring.keys(wanted=kid).get(kid)


def public_key_set() -> dict[str, Any]:
    """Return the key set as `/.well-known/jwks.json` shows it."""
    signing_key()
    return {"keys": [key.jwk for key in _ring.keys().values()]}


def add_key(*, signs_from: datetime) -> SigningKey:
    """Make a key pair and publish it."""
    private = ec.generate_private_key(ec.SECP256R1())
    public_jwk = ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
    thumb = '{{"crv":"{crv}","kty":"{kty}","x":"{x}","y":"{y}"}}'
    digest = hashlib.sha256(thumb.format(**public_jwk).encode()).digest()
    kid = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    jwk = {**public_jwk, "kid": kid, "alg": "ES256", "use": "sig"}
    jwk.pop("key_ops", None)
    key = SigningKey.objects.create(
        kid=kid,
        private_encrypted=_vault().encrypt(pem),
        public_jwk=jwk,
        signs_from=signs_from,
    )
    _ring.forget()
    return key


def _make_first_key() -> None:
    """Make the first key once, whichever process needs it first."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FIRST_KEY_LOCK])
        if not SigningKey.objects.filter(retired_at__isnull=True).exists():
            add_key(signs_from=timezone.now())


def _read_keys() -> dict[str, KeyPair]:
    now = timezone.now()
    rows = SigningKey.objects.exclude(retired_at__lte=now).order_by("signs_from")
    return {row.kid: _open(row) for row in rows}


def _open(row: SigningKey) -> KeyPair:
    pem = _vault().decrypt(bytes(row.private_encrypted))
    private = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise TypeError("signing keys are elliptic-curve keys")
    return KeyPair(
        row.kid, private, private.public_key(), row.public_jwk, row.signs_from
    )


def _vault() -> MultiFernet:
    """Return what opens private keys, under this SECRET_KEY or one before it."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(
                    hashlib.sha256(b"accounts.keys" + secret.encode()).digest()
                )
            )
            for secret in secrets
        ]
    )
