"""AWS Signature Version 4: proof of whose request it is, in a header or an address."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

ALGORITHM = "AWS4-HMAC-SHA256"
NOTHING = hashlib.sha256(b"").hexdigest()
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Signer:
    """Whoever signs: a key, its secret, and where both count."""

    region: str
    key_id: str
    secret: str

    def headers(
        self, method: str, path: str, query: Texts, sent: Texts, at: datetime
    ) -> dict[str, str]:
        """Return a request's headers with those that prove whose it is.

        `host` and `x-amz-content-sha256`, the digest of the body, must be among them.
        """
        told = {**sent, "x-amz-date": _stamp(at)}
        digest = told["x-amz-content-sha256"]
        signature = self._sign(_canonical(method, path, query, told, digest), at)
        told["authorization"] = (
            f"{ALGORITHM} Credential={self.key_id}/{self._scope(at)},"
            f"SignedHeaders={';'.join(sorted(told))},Signature={signature}"
        )
        return told

    def link(
        self, host: str, path: str, *, seconds: int, asked: Texts, at: datetime
    ) -> str:
        """Return a path with the proof in it, for anybody to GET, for so long."""
        query = {
            "X-Amz-Algorithm": ALGORITHM,
            "X-Amz-Credential": f"{self.key_id}/{self._scope(at)}",
            "X-Amz-Date": _stamp(at),
            "X-Amz-Expires": str(seconds),
            "X-Amz-SignedHeaders": "host",
            **asked,
        }
        whole = _canonical("GET", path, query, {"host": host}, "UNSIGNED-PAYLOAD")
        return target(path, {**query, "X-Amz-Signature": self._sign(whole, at)})

    def _sign(self, canonical: str, at: datetime) -> str:
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        text = "\n".join([ALGORITHM, _stamp(at), self._scope(at), digest])
        key = f"AWS4{self.secret}".encode()
        for part in self._scope(at).split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.digest(key, text.encode(), "sha256").hex()

    def _scope(self, at: datetime) -> str:
        return f"{_stamp(at)[:8]}/{self.region}/s3/aws4_request"


def target(path: str, query: Texts) -> str:
    """Return a path with its parameters, spelt as they are signed."""
    return f"{_encoded(path)}?{_written(query)}" if query else _encoded(path)


def _canonical(
    method: str, path: str, query: Texts, headers: Texts, payload: str
) -> str:
    """Return a request as both sides spell it."""
    names = sorted(headers)
    lines = [f"{name}:{headers[name].strip()}" for name in names]
    spelt = [method, _encoded(path), _written(query), *lines, "", ";".join(names)]
    return "\n".join([*spelt, payload])


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _encoded(path: str) -> str:
    return quote(path, safe="/~")


def _written(query: Texts) -> str:
    pairs = sorted((quote(n, safe="~"), quote(v, safe="~")) for n, v in query.items())
    return "&".join(f"{name}={value}" for name, value in pairs)
