"""Tokens that are not ours, or not what they say: each is a 401, none a failure."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from accounts.keys import signing_key
from conftest import PASSWORD, Api, Cast, SignedIn, sign_in

pytestmark = pytest.mark.django_db
Make = Callable[[SignedIn], str]
HOUR = 3600


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims_of(api: SignedIn) -> dict[str, Any]:
    return jwt.decode(api.token or "", options={"verify_signature": False})


def signed(claims: dict[str, Any], **header: Any) -> str:
    """Sign with our own key: only the claims or the header are wrong."""
    key = signing_key()
    return jwt.encode(claims, key.private, "ES256", headers={"kid": key.kid, **header})


def raw_signed(payload: bytes, **header: Any) -> str:
    """Sign any bytes, which no library would."""
    key = signing_key()
    head = {"alg": "ES256", "typ": "JWT", "kid": key.kid, **header}
    message = f"{b64(json.dumps(head).encode())}.{b64(payload)}".encode()
    signature = jwt.get_algorithm_by_name("ES256").sign(message, key.private)
    return f"{message.decode()}.{b64(signature)}"


def unsigned(api: SignedIn, header: dict[str, Any], signature: str = "") -> str:
    body = b64(json.dumps(claims_of(api)).encode())
    return f"{b64(json.dumps(header).encode())}.{body}.{signature}"


def with_claims(**changes: Any) -> Make:
    def make(api: SignedIn) -> str:
        claims = claims_of(api) | changes
        return signed({k: v for k, v in claims.items() if v is not GONE})

    return make


def with_header(**header: Any) -> Make:
    return lambda api: signed(claims_of(api), **header)


def with_alg(alg: Any, signature: str = "") -> Make:
    kid = signing_key
    return lambda api: unsigned(
        api, {"alg": alg, "typ": "JWT", "kid": kid().kid}, signature
    )


def hmac_with_public_key(form: str) -> Make:
    """The classic: our public key as the secret of a symmetric algorithm."""

    def make(api: SignedIn) -> str:
        key = signing_key()
        encoding, shape = {
            "pem": (
                serialization.Encoding.PEM,
                serialization.PublicFormat.SubjectPublicKeyInfo,
            ),
            "der": (
                serialization.Encoding.DER,
                serialization.PublicFormat.SubjectPublicKeyInfo,
            ),
        }[form]
        secret = key.public.public_bytes(encoding, shape)
        head = b64(json.dumps({"alg": "HS256", "typ": "JWT", "kid": key.kid}).encode())
        message = f"{head}.{b64(json.dumps(claims_of(api)).encode())}"
        made = hmac.new(secret, message.encode(), hashlib.sha256).digest()
        return f"{message}.{b64(made)}"

    return make


def by_stranger(algorithm: str) -> Make:
    """Signed properly, by somebody else, under our key's name."""

    def make(api: SignedIn) -> str:
        key: Any = {
            "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
            "ES384": lambda: ec.generate_private_key(ec.SECP384R1()),
            "RS256": lambda: rsa.generate_private_key(65537, 2048),
            "HS256": lambda: "x" * 40,
        }[algorithm]()
        headers = {"kid": signing_key().kid}
        return jwt.encode(claims_of(api), key, algorithm, headers=headers)

    return make


def with_own_key(field: str) -> Make:
    """The token brings the key that it is to be verified with."""

    def make(api: SignedIn) -> str:
        mine = ec.generate_private_key(ec.SECP256R1())
        jwk = jwt.algorithms.ECAlgorithm.to_jwk(mine.public_key(), as_dict=True)
        brought = {"jwk": jwk, "jku": "https://evil.example/keys", "x5c": ["AAAA"]}
        return jwt.encode(
            claims_of(api),
            mine,
            "ES256",
            headers={"kid": signing_key().kid, field: brought[field]},
        )

    return make


def part(change: Callable[[list[str]], list[str]]) -> Make:
    return lambda api: ".".join(change((api.token or "").split(".")))


def flipped(text: str) -> str:
    return ("B" if text[0] == "A" else "A") + text[1:]


def duplicate_claims(api: SignedIn) -> str:
    body = json.dumps(claims_of(api))[:-1] + ', "role": "admin", "role": 1}'
    return raw_signed(body.encode())


def with_raw_kid(kid: Any) -> Make:
    return with_raw_claims(json.dumps, kid=kid)


def with_raw_claims(change: Callable[[dict[str, Any]], str], **header: Any) -> Make:
    """Sign what no library would write."""
    return lambda api: raw_signed(change(claims_of(api)).encode(), **header)


GONE = object()
NOW = int(time.time())
CASES: dict[str, Make] = {
    # Algorithms that are none of ours, or no algorithm at all.
    **{
        f"alg {alg!r}": with_alg(alg)
        for alg in (
            "none",
            "None",
            "NONE",
            "nOnE",
            "",
            None,
            "HS256",
            "RS256",
            "PS256",
            "EdDSA",
            "ES256K",
            "es256",
            "HS512",
            7,
            ["ES256"],
            {},
        )
    },
    "alg none with a signature": with_alg("none", "AAAA"),
    "alg missing": lambda api: unsigned(api, {"typ": "JWT"}),
    "hmac with our public key, pem": hmac_with_public_key("pem"),
    "hmac with our public key, der": hmac_with_public_key("der"),
    **{
        f"signed by a stranger, {alg}": by_stranger(alg)
        for alg in ("ES256", "ES384", "RS256", "HS256")
    },
    # Keys: unknown, hostile, or brought along.
    **{
        f"kid {kid[:20]!r}": with_header(kid=kid)
        for kid in (
            "unknown",
            "",
            "../../dev/null",
            "' OR '1'='1",
            "x" * 2000,
            "kid\x00",
            "\u00e9",
            "file:///etc/passwd",
            "http://evil.example/",
        )
    },
    "kid missing": lambda api: jwt.encode(
        claims_of(api), signing_key().private, "ES256"
    ),
    **{f"kid {kid!r}": with_raw_kid(kid) for kid in (7, None, [], {}, True)},
    **{f"brings its {field}": with_own_key(field) for field in ("jwk", "jku", "x5c")},
    "crit": with_header(crit=["exp"], exp=1),
    "crit unknown": with_header(crit=["b64"], b64=False),
    # Claims.
    **{
        f"without {name}": with_claims(**{name: GONE})
        for name in (
            "sub",
            "iss",
            "aud",
            "iat",
            "exp",
            "jti",
            "token_type",
            "sid",
            "ver",
            "role",
            "company",
        )
    },
    "other issuer": with_claims(iss="elsewhere"),
    "issuer of another type": with_raw_claims(
        lambda claims: json.dumps(claims | {"iss": ["jobboard"]})
    ),
    "other audience": with_claims(aud="elsewhere"),
    "no audience": with_claims(aud=[]),
    "expired": with_claims(exp=NOW - HOUR),
    "expired in 1970": with_claims(exp=0),
    "exp negative": with_claims(exp=-1),
    "exp text": with_claims(exp="tomorrow"),
    "exp null": with_claims(exp=None),
    "exp list": with_claims(exp=[NOW + HOUR]),
    "issued in the future": with_claims(iat=NOW + HOUR),
    "iat text": with_claims(iat="now"),
    "not yet": with_claims(nbf=NOW + HOUR),
    "nbf text": with_claims(nbf="soon"),
    "a refresh token": lambda api: api.refresh,
    "type refresh": with_claims(token_type="refresh"),
    "type unknown": with_claims(token_type="admin"),
    "type null": with_claims(token_type=None),
    "nobody": with_claims(sub=str(uuid4())),
    "sub is no id": with_claims(sub="admin"),
    "sub empty": with_claims(sub=""),
    "sub number": with_claims(sub=7),
    "sub null": with_claims(sub=None),
    "sub with NUL": with_claims(sub="\x00"),
    "session unknown": with_claims(sid=str(uuid4())),
    "session no id": with_claims(sid="x"),
    "session list": with_claims(sid=[]),
    "session null": with_claims(sid=None),
    "role unknown": with_claims(role="superuser"),
    "role null": with_claims(role=None),
    "role list": with_claims(role=["admin"]),
    "company no id": with_claims(company="acme"),
    "company number": with_claims(company=7),
    "company without role": with_claims(company=str(uuid4()), company_role=None),
    "company role unknown": with_claims(company=str(uuid4()), company_role="boss"),
    "ver old": with_claims(ver=0),
    "ver ahead": with_claims(ver=2),
    "ver text": with_claims(ver="x"),
    "ver null": with_claims(ver=None),
    "ver list": with_claims(ver=[1]),
    "ver huge": with_claims(ver=10**30),
    "ver infinite": lambda api: raw_signed(
        json.dumps(claims_of(api) | {"ver": float("inf")}).encode()
    ),
    "claims twice": duplicate_claims,
    "claims a list": lambda _: raw_signed(b"[]"),
    "claims a text": lambda _: raw_signed(b'"x"'),
    "claims null": lambda _: raw_signed(b"null"),
    "claims empty": lambda _: raw_signed(b"{}"),
    "claims no JSON": lambda _: raw_signed(b"{"),
    "claims no UTF-8": lambda _: raw_signed(b"\xff\xfe"),
    "claims 1,300 deep": lambda _: raw_signed(b"[" * 1300 + b"]" * 1300),
    # The text itself.
    "nothing signed": part(lambda p: [*p[:2], ""]),
    "two parts": part(lambda p: p[:2]),
    "four parts": part(lambda p: [*p, p[2]]),
    "another's signature": part(lambda p: [*p[:2], flipped(p[2])]),
    "another's claims": part(lambda p: [p[0], flipped(p[1]), p[2]]),
    "signature in DER": part(lambda p: [*p[:2], b64(b"\x30\x44" + b"\x02" * 68)]),
    "signature of zeros": part(lambda p: [*p[:2], b64(bytes(64))]),
    "signature too long": part(lambda p: [*p[:2], p[2] * 20]),
    "header no JSON": part(lambda p: ["e30x", *p[1:]]),
    "header a list": part(lambda p: [b64(b"[]"), *p[1:]]),
    "header deep": part(lambda p: [b64(b"[" * 1500), *p[1:]]),
    "padding": part(lambda p: [f"{p[0]}==", *p[1:]]),
    "dots": lambda _: "...",
    "one dot": lambda _: ".",
    "rubbish": lambda _: "x",
    "not ASCII": lambda _: "\u00fc.\u00fc.\u00fc",
    "a megabyte": lambda _: "x" * 1024 * 1024,
    "blank inside": lambda api: (api.token or "").replace(".", ". ", 1),
}


def headers() -> Iterator[str]:
    """Headers that are no bearer token at all."""
    yield from (
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Token x",
        "bearer:x",
        ",",
        "Bearer,",
    )


def test_there_are_eighty_kinds_and_more():
    assert len(CASES) >= 80


@pytest.mark.parametrize("name", CASES)
def test_a_forged_token_is_refused(cast: Cast, name: str):
    """At a door that needs somebody, and at one that does not."""
    api = sign_in(cast.erin)
    assert api.get("/api/v1/me/").status_code == 200
    forged = CASES[name](api)
    for route in ("/api/v1/me/", "/api/v1/companies/"):
        answer = Api(forged).get(route)
        assert answer.status_code == 401, (name, answer.content)
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["WWW-Authenticate"] == "Bearer"
        assert answer.json()["code"].startswith("token_")


# Claims that a refresh token does not have, so that nobody reads them.
STILL_GENUINE = {
    "claims twice",
    "type refresh",
    "without company",
    "without role",
    "without sub",
    "without ver",
    *(
        name
        for name in CASES
        if name.startswith(("ver ", "role ", "company ", "sub ", "nobody"))
    ),
}


@pytest.mark.parametrize("name", [name for name in CASES if name not in STILL_GENUINE])
def test_a_forged_refresh_token_is_refused(cast: Cast, name: str):
    """The same forgeries, as they would be made of a refresh token."""
    api = sign_in(cast.erin)
    api.token, api.refresh = api.refresh, api.token or ""
    forged = CASES[name](api)
    answer = Api().post("/api/v1/auth/token/refresh/", {"refresh": forged})
    assert answer.status_code in {400, 401, 413}, (name, answer.content)
    assert answer.status_code == 401 or name == "a megabyte"


@pytest.mark.parametrize("header", list(headers()))
def test_a_header_that_is_no_bearer_token_is_refused(anonymous, header: str):
    answer = anonymous.get("/api/v1/companies/", Authorization=header)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


def test_claims_that_nobody_reads_do_no_harm(cast: Cast):
    """Whoever can sign may add what they like; what we read is checked."""
    token = with_claims(admin=True, scope="*")(sign_in(cast.dana))
    assert Api(token).get("/api/v1/users/").status_code == 403


def test_a_clock_that_is_half_a_minute_off_is_forgiven(cast: Cast):
    api = sign_in(cast.dana)
    now = int(time.time())
    for claims in ({"iat": now + 25}, {"exp": now - 25}, {"nbf": now + 25}):
        assert Api(with_claims(**claims)(api)).get("/api/v1/me/").status_code == 200
    for claims in ({"iat": now + 90}, {"exp": now - 90}):
        assert Api(with_claims(**claims)(api)).get("/api/v1/me/").status_code == 401


def test_a_forged_token_does_not_spoil_the_doors_that_read_none(cast: Cast):
    body = {"email": "dana@example.org", "password": PASSWORD}
    assert Api("forged").post("/api/v1/auth/token/", body).status_code == 200
