"""The keys that sign tokens: in the database, encrypted, rotated without a sign-out.

A new key is published at once and signs ten minutes later, when every process and
every reader of `/.well-known/jwks.json` has seen it. The old one goes on verifying
what it signed until that has expired. Only the key that signs is ever decrypted: a
private half that no longer opens, after a change of SECRET_KEY, signs nobody out.
"""

import base64
import hashlib
import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from jwt.algorithms import ECAlgorithm

from accounts.models import SigningKey

PUBLISHED_BEFORE_USE = timedelta(minutes=10)
REFRESHED_EVERY = 30.0
_NEW_KEY_LOCK = 7_305_332
_WRONG_SECRET = (InvalidToken, ValueError, TypeError)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PublicKey:
    """What one key's tokens are verified with, and its private half still sealed."""

    kid: str
    public: ec.EllipticCurvePublicKey
    jwk: dict[str, Any]
    signs_from: datetime
    sealed: bytes


@dataclass(frozen=True)
class KeyPair:
    """The key that signs, opened."""

    kid: str
    private: ec.EllipticCurvePrivateKey
    public: ec.EllipticCurvePublicKey


class _Ring:
    """One process's copy of the keys, read again now and then."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: dict[str, PublicKey] = {}
        self._opened: dict[bytes, KeyPair | None] = {}
        self._read_at = 0.0

    def keys(self, *, wanted: str | None = None) -> dict[str, PublicKey]:
        """Return the keys; an unknown `kid` makes us look again, once a second."""
        if self._is_old(wanted):
            with self._lock:
                if self._is_old(wanted):
                    self._keys = _read_keys()
                    self._opened = {}
                    self._read_at = time.monotonic()
        return self._keys

    def signing(self) -> KeyPair | None:
        """Return the newest key that may sign now and opens, if there is one."""
        opened = self._opened
        for key in _by_turn(self.keys().values()):
            if key.sealed not in opened:
                opened[key.sealed] = _open(key)
            if pair := opened[key.sealed]:
                return pair
        return None

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
    """Return the newest key whose time to sign has come, making one if none opens."""
    pair = _ring.signing()
    if pair is None:
        pair = _make_missing_key()
        _ring.forget()
    return pair


def verifying_key(kid: str) -> PublicKey | None:
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


def reseal_keys() -> None:
    """Encrypt every private key that still opens under the present SECRET_KEY."""
    for row in SigningKey.objects.select_for_update().order_by("pk"):
        try:
            row.private_encrypted = _vault().rotate(bytes(row.private_encrypted))
        except InvalidToken:
            _complain(row.kid)
            continue
        row.save(update_fields=["private_encrypted"])


def _make_missing_key() -> KeyPair:
    """Make a key that signs at once, unless another process has just made one."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NEW_KEY_LOCK])
        for key in _by_turn(_read_keys().values()):
            if pair := _open(key):
                return pair
        made = _open(_read(add_key(signs_from=timezone.now())))
        if made is None:
            raise RuntimeError("a key that was made just now does not open")
        return made


def _read_keys() -> dict[str, PublicKey]:
    now = timezone.now()
    rows = SigningKey.objects.exclude(retired_at__lte=now).order_by("signs_from")
    return {row.kid: _read(row) for row in rows}


def _read(row: SigningKey) -> PublicKey:
    public = ECAlgorithm.from_jwk(row.public_jwk)
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise TypeError("signing keys are elliptic-curve keys")
    sealed = bytes(row.private_encrypted)
    return PublicKey(row.kid, public, row.public_jwk, row.signs_from, sealed)


def _by_turn(keys: Iterable[PublicKey]) -> list[PublicKey]:
    """Order keys as they are to sign: the ready ones newest first, then the others."""
    now = timezone.now()
    newest_first = sorted(keys, key=lambda key: key.signs_from, reverse=True)
    return sorted(newest_first, key=lambda key: key.signs_from > now)


def _open(key: PublicKey) -> KeyPair | None:
    """Decrypt a private key; None, and a line in the log, for one that will not."""
    try:
        pem = _vault().decrypt(key.sealed)
        private = serialization.load_pem_private_key(pem, password=None)
    except _WRONG_SECRET:
        private = None
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return KeyPair(key.kid, private, key.public)
    _complain(key.kid)
    return None


def _complain(kid: str) -> None:
    _log.error("signing key %s does not open; was SECRET_KEY changed?", kid)


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
