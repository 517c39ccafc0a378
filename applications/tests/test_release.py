"""A rejection that is not released yet: nothing that the applicant reaches tells it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.kinds import APPLICATION_REFUSAL_TOLD
from applications.models import Application, ApplicationMove
from applications.tests.factory import new_application
from conftest import Cast, SignedIn, sign_in
from events.models import Event
from jobboard.tests.permission_table import TABLE
from jobs.models import Job
from jobs.tests.factory import new_job

DAY = timedelta(days=1)


@pytest.fixture
def sent(cast: Cast) -> Application:
    """Put three applications of Dana's on stage; the one in the middle is at stake."""
    made = [new_application(new_job(cast.acme), cast.dana, "interview") for _ in "abc"]
    return made[1]


def reject(cast: Cast, sent: Application) -> None:
    body = {
        "to": "rejected",
        "reason": "salary",
        "note": "Too dear",
        "notify_at": (timezone.now() + DAY).isoformat(),
    }
    url = f"/api/v1/applications/{sent.pk}/move/"
    assert sign_in(cast.bob).post(url, body).status_code == 200


def release(sent: Application) -> None:
    """Let the instant come."""
    now = timezone.now()
    Application.objects.filter(pk=sent.pk).update(release_at=now)
    ApplicationMove.objects.filter(application=sent, to="rejected").update(told_at=now)


def reachable(sent: Application) -> Iterator[str]:
    """Yield every address that an applicant may read, with each filter."""
    ids = {"application_id": sent.pk, "job_id": sent.job_id}
    for row in TABLE:
        path = row.route
        for name, value in ids.items():
            path = path.replace(f"<id:{name}>", str(value))
        # Pages for people have a new token each time.
        served = path.startswith(("api/v1/", "feeds/", "sitemap"))
        if row.method == "GET" and served and "<" not in path:
            yield f"/{path}"
    for query in (
        *(f"status={each}" for each in ("rejected", "interview", "interview,rejected")),
        "status__not=rejected",
        f"job={sent.job_id}",
        "page_size=1",
    ):
        yield f"/api/v1/applications/?{query}"


def seen(api: SignedIn, sent: Application) -> dict[str, Any]:
    """Return all that is answered, headers and pages behind it among it."""
    found: dict[str, Any] = {}
    waiting = list(reachable(sent))
    while waiting:
        url = waiting.pop()
        if url in found or url.startswith("/metrics"):
            continue
        answer = api.get(url, X_Request_ID="same")
        headers = {
            name: value
            for name, value in answer.items()
            if name not in {"Date", "RateLimit", "RateLimit-Policy"}
        }
        found[url] = answer.status_code, headers, answer.getvalue()
        if answer.status_code == 200 and "json" in answer["Content-Type"]:
            link = answer.json().get("next")
            if link and "/applications/" in link:
                waiting.append(link.partition("testserver")[2])
    return found


def test_nothing_gives_it_away(cast: Cast, sent: Application) -> None:
    dana = sign_in(cast.dana)
    # What is noted when a company reads it is no secret.
    sign_in(cast.bob).get(f"/api/v1/applications/{sent.pk}/")
    before = seen(dana, sent)
    reject(cast, sent)
    after = seen(dana, sent)
    assert after.keys() == before.keys()
    changed = [url for url in before if before[url] != after[url]]
    assert changed == []
    release(sent)
    told = seen(dana, sent)
    assert len([url for url in before if before[url] != told.get(url)]) > 5


def test_the_company_sees_it_at_once(cast: Cast, sent: Application) -> None:
    reject(cast, sent)
    vera, url = sign_in(cast.vera), f"/api/v1/applications/{sent.pk}/"
    shown = vera.get(url).json()
    assert (shown["status"], shown["notify_at"][:4]) == (
        "rejected",
        str((timezone.now() + DAY).year),
    )
    counts = vera.get("/api/v1/applications/").json()["counts"]
    assert counts == {"interview": 2, "rejected": 1}
    counts = sign_in(cast.dana).get("/api/v1/applications/").json()["counts"]
    assert counts == {"interview": 3}


def test_withdrawing_still_works_and_then_nothing_is_told(
    cast: Cast, sent: Application
) -> None:
    reject(cast, sent)
    dana, url = sign_in(cast.dana), f"/api/v1/applications/{sent.pk}/"
    shown = dana.post(f"{url}withdraw/").json()
    assert (shown["status"], shown["allowed"]) == ("withdrawn", [])
    steps = dana.get(f"{url}timeline/").json()["results"]
    assert [each["to"] for each in steps] == ["withdrawn", "submitted"]
    assert not Event.objects.filter(kind=APPLICATION_REFUSAL_TOLD.name).exists()


def test_it_is_told_when_its_time_comes(cast: Cast, sent: Application) -> None:
    reject(cast, sent)
    event = Event.objects.get(kind=APPLICATION_REFUSAL_TOLD.name)
    assert event.not_before == Application.objects.get(pk=sent.pk).release_at
    assert event.audience == [f"user:{cast.dana.pk}"]
    release(sent)
    dana, url = sign_in(cast.dana), f"/api/v1/applications/{sent.pk}/"
    shown = dana.get(url).json()
    assert (shown["status"], shown["allowed"]) == ("rejected", [])
    released = Application.objects.get(pk=sent.pk).release_at
    assert shown["updated_at"][:23] == released.isoformat()[:23]
    step = dana.get(f"{url}timeline/").json()["results"][0]
    assert (step["to"], step["at"][:23]) == ("rejected", released.isoformat()[:23])


def test_taking_it_back_in_time_is_never_told(cast: Cast, sent: Application) -> None:
    reject(cast, sent)
    url = f"/api/v1/applications/{sent.pk}/move/"
    assert sign_in(cast.bob).post(url, {"to": "reopened"}).status_code == 200
    assert not Event.objects.filter(kind=APPLICATION_REFUSAL_TOLD.name).exists()
    reopened = Event.objects.get(kind="application.reopened")
    assert reopened.audience == [f"company:{cast.acme.pk}"]
    assert Job.objects.filter(pk=sent.job_id).exists()
