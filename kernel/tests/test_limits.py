"""Never more than the quota in any window, in either store, however many ask."""

import random
import time
import uuid
from typing import Any

import pytest
import redis as redis_client
from django.core.management import call_command
from django.utils import timezone

from conftest import Api
from kernel import limits
from kernel.limits import Limit, take
from kernel.models import RateWindow
from kernel.problems import TooManyRequests
from kernel.tests.expect import problem_in
from kernel.tests.servers import OwnRedis
from kernel.tests.threads import at_once

LIMITED = "/api/v1/limited/"
IN_REDIS = Limit("in-redis", quota=10, seconds=60)
IN_POSTGRES = Limit("in-postgres", quota=10, seconds=60, durable=True)
STORES = pytest.mark.parametrize(
    "limit", [IN_REDIS, IN_POSTGRES], ids=lambda each: each.name
)


@pytest.fixture(autouse=True)
def _switched_on(settings: Any, fresh_redis: None) -> None:
    settings.RATE_LIMITS = 1
    settings.REDIS_TIMEOUT = 5  # sixty threads on two cores are slow, not away


@pytest.fixture
def key() -> str:
    return uuid.uuid4().hex


def from_somewhere(token: str | None = None) -> Api:
    """Return a client with an address that no other test uses."""
    api = Api(token)
    octets = random.SystemRandom().choices(range(1, 255), k=3)
    api.http.defaults["REMOTE_ADDR"] = "172." + ".".join(map(str, octets))
    return api


@STORES
@pytest.mark.django_db(transaction=True)
def test_sixty_at_once_against_ten(limit: Limit, key: str) -> None:
    verdicts = at_once(60, lambda _: take(limit, key))
    allowed = [verdict for verdict in verdicts if verdict and verdict.allowed]
    assert sorted(verdict.remaining for verdict in allowed) == list(range(10))
    assert RateWindow.objects.exists() == limit.durable


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", [None, "somebody"])
def test_sixty_requests_at_once_against_ten(who: str | None, key: str) -> None:
    api = from_somewhere(who and f"{who}-{key}")

    def ask(_: int) -> int:
        mine = Api(api.token)
        mine.http.defaults.update(api.http.defaults)
        return int(mine.get(LIMITED).status_code)

    assert sorted(at_once(60, ask)) == [200] * 10 + [429] * 50


@STORES
@pytest.mark.django_db
def test_no_window_ever_holds_more(limit: Limit, key: str) -> None:
    window, quota = 0.3, 5
    short = Limit(limit.name, quota, window, durable=limit.durable)  # type: ignore[arg-type]
    hits: list[tuple[float, float]] = []
    started = time.monotonic()
    while time.monotonic() - started < 1.2:
        before = time.monotonic()
        verdict = take(short, key)
        if verdict and verdict.allowed:
            hits.append((before, time.monotonic()))
        time.sleep(0.002)
    for first, beyond in zip(hits, hits[quota:], strict=False):
        assert beyond[1] - first[0] >= window
    # A tenth of a window late at worst, so three windows' worth on any machine.
    assert len(hits) >= 2 * quota


@STORES
@pytest.mark.django_db
def test_retry_after_is_honest(limit: Limit, key: str) -> None:
    short = Limit(limit.name, 2, 0.5, durable=limit.durable)  # type: ignore[arg-type]
    first = time.monotonic()
    assert [take(short, key).allowed for _ in range(2)] == [True, True]  # type: ignore[union-attr]
    with pytest.raises(TooManyRequests) as refused:
        limits.require(short, key)
    wait = int(refused.value.headers["Retry-After"])
    assert wait == 1
    time.sleep(max(0, first + wait + 0.05 - time.monotonic()))
    assert limits.require(short, key)


@STORES
@pytest.mark.django_db
def test_what_is_refused_is_not_counted(limit: Limit, key: str) -> None:
    outcomes = [take(limit, key, cost=cost) for cost in (4, 4, 4, 2, 1, 11)]
    assert [each and (each.allowed, each.remaining) for each in outcomes] == [
        (True, 6),
        (True, 2),
        (False, 2),
        (True, 0),
        (False, 0),
        (False, 0),
    ]
    assert take(limit, "other" + key).remaining == 9  # type: ignore[union-attr]
    assert all(each and 1 <= each.wait <= 66 for each in outcomes)


@STORES
@pytest.mark.django_db
def test_more_than_the_quota_at_once_never_passes(limit: Limit, key: str) -> None:
    verdict = take(limit, key, cost=11)
    assert verdict
    assert (verdict.allowed, verdict.remaining, verdict.wait) == (False, 10, 1)


SCALES = [(1, 10), (0.5, 5), (2, 20), (0.25, 2), (0.001, 1)]


@pytest.mark.parametrize(("scale", "quota"), SCALES)
def test_limits_can_be_scaled(
    scale: float, quota: int, key: str, settings: Any
) -> None:
    settings.RATE_LIMITS = scale
    assert IN_REDIS.scaled() == quota
    passed = [take(IN_REDIS, key).allowed for _ in range(quota + 1)]  # type: ignore[union-attr]
    assert passed == [True] * quota + [False]


@pytest.mark.django_db
def test_limits_can_be_off(settings: Any) -> None:
    settings.RATE_LIMITS = None
    assert take(IN_POSTGRES, "x") is None
    api = from_somewhere()
    answers = [api.get(LIMITED) for _ in range(15)]
    assert {answer.status_code for answer in answers} == {200}
    assert not any("RateLimit" in answer for answer in answers)


def test_what_is_not_as_the_code_says_is_announced(settings: Any, caplog: Any) -> None:
    for scale, said in (
        (None, ["rate_limits_are_off"]),
        (3, ["rate_limits_are_scaled"]),
        (1, []),
    ):
        settings.RATE_LIMITS = scale
        caplog.clear()
        limits.announce()
        assert [record.message for record in caplog.records] == said


@pytest.mark.django_db
@pytest.mark.parametrize("who", [None, "eve"])
def test_what_the_client_is_told(who: str | None, key: str) -> None:
    api = from_somewhere(who and who + key)
    name = "probe-durable" if who else "probe"
    answers = [api.get(LIMITED) for _ in range(11)]
    for number, answer in enumerate(answers[:10]):
        assert answer.status_code == 200
        remaining, seconds = (
            answer["RateLimit"].removeprefix(f'"{name}";r=').split(";t=")
        )
        assert int(remaining) == 9 - number
        assert 54 <= int(seconds) <= 66
        assert answer["RateLimit-Policy"] == f'"{name}";q=10;w=60'
        assert "Retry-After" not in answer
    shown = problem_in(answers[10], 429, "too_many_requests")
    wait = answers[10]["Retry-After"]
    assert 54 <= int(wait) <= 66
    assert wait in shown["detail"]
    assert answers[10]["RateLimit"] == f'"{name}";r=0;t={wait}'
    assert answers[10]["RateLimit-Policy"] == f'"{name}";q=10;w=60'


@pytest.mark.django_db
def test_refusals_tell_it_too(key: str) -> None:
    api = from_somewhere("eve" + key)
    for path in ("/api/v1/notes/x/", "/api/v1/notes/?zzz=1", "/api/v1/fail/crash/"):
        assert "RateLimit" in api.get(path), path
    tag = api.get(f"{LIMITED}")["ETag"]
    unchanged = api.get(LIMITED, If_None_Match=tag)
    assert unchanged.status_code == 304
    assert "RateLimit" in unchanged
    assert "RateLimit" not in api.get("/healthz")
    assert "RateLimit" not in api.get("/nowhere")


@pytest.mark.django_db
def test_accounts_and_addresses_are_counted_apart(key: str) -> None:
    eve, mallory, anonymous = (
        from_somewhere("eve" + key),
        from_somewhere("mallory" + key),
        from_somewhere(),
    )
    for _ in range(10):
        assert eve.get(LIMITED).status_code == 200
    assert eve.get(LIMITED).status_code == 429
    assert mallory.get(LIMITED).status_code == 200
    assert anonymous.get(LIMITED).status_code == 200


@pytest.mark.django_db
def test_wrong_tokens_are_counted_by_address() -> None:
    api = from_somewhere("wrong")
    answers = [api.get(LIMITED) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert "RateLimit" in answers[0]


def test_an_invented_address_buys_nothing() -> None:
    api = from_somewhere()
    statuses = [
        api.get(LIMITED, X_Forwarded_For=f"198.51.100.{number}").status_code
        for number in range(60)
    ]
    assert statuses == [200] * 10 + [429] * 50


def test_behind_our_proxy_each_client_has_its_own(settings: Any) -> None:
    api = from_somewhere()
    settings.TRUSTED_PROXIES = [api.http.defaults["REMOTE_ADDR"]]
    one, other = (from_somewhere().http.defaults["REMOTE_ADDR"] for _ in range(2))
    for number in range(10):
        forged = f"198.51.100.{number}, {one}"
        assert api.get(LIMITED, X_Forwarded_For=forged).status_code == 200
    assert api.get(LIMITED, X_Forwarded_For=one).status_code == 429
    assert api.get(LIMITED, X_Forwarded_For=other).status_code == 200


def test_all_addresses_of_one_home_are_one() -> None:
    home = f"2001:db8:{random.SystemRandom().randrange(1, 65536):x}:1"
    api = Api()
    for number in range(11):
        api.http.defaults["REMOTE_ADDR"] = f"{home}:{number + 1:x}::1"
        status = api.get(LIMITED).status_code
    assert status == 429
    api.http.defaults["REMOTE_ADDR"] = f"{home[:-1]}2::1"
    assert api.get(LIMITED).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("trouble", ["stop", "full"])
def test_without_redis_it_is_still_ten(
    trouble: str, own_redis: OwnRedis, key: str
) -> None:
    if trouble == "stop":
        own_redis.stop()
    else:
        with redis_client.Redis(port=own_redis.port) as admin:
            admin.config_set("maxmemory", "1")
    verdicts = at_once(60, lambda _: take(IN_REDIS, key))
    assert sum(verdict.allowed for verdict in verdicts if verdict) == 10
    assert RateWindow.objects.count() >= 1


@pytest.mark.django_db
def test_a_limit_that_guards_a_secret_survives_an_emptied_redis(
    own_redis: OwnRedis, key: str
) -> None:
    for _ in range(10):
        take(IN_POSTGRES, key)
        take(IN_REDIS, key)
    with redis_client.Redis(port=own_redis.port) as admin:
        admin.flushall()
    assert not take(IN_POSTGRES, key).allowed  # type: ignore[union-attr]
    assert take(IN_REDIS, key).allowed  # type: ignore[union-attr]


def test_redis_forgets_a_window_by_itself(own_redis: OwnRedis, key: str) -> None:
    take(IN_REDIS, key)
    with redis_client.Redis(port=own_redis.port) as admin:
        [place] = admin.keys()
        assert 66_000 < admin.pttl(place) <= 72_000


@pytest.mark.django_db
def test_windows_that_nobody_came_back_to_are_pruned(key: str) -> None:
    take(IN_POSTGRES, key)
    RateWindow.objects.create(key="old", slot=1, hits=9, expires_at=timezone.now())
    assert limits.prune_windows() == 1
    assert limits.prune_windows() == 0
    [kept] = RateWindow.objects.all()
    assert key not in str(kept)


@pytest.mark.django_db
def test_the_tables_are_as_the_models_say() -> None:
    call_command("makemigrations", "kernel", check=True, dry_run=True, verbosity=0)
