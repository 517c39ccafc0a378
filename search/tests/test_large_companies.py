"""A company with many jobs changes: at once where it must be, in batches where not."""

from django.db import connection
from django.utils import timezone

from accounts.models import Company
from conftest import Api, Cast, sign_in
from events.models import Event
from jobs.tests.factory import new_job
from kernel.ids import new_id
from search.consumers import write_documents
from search.kinds import DOCUMENTS_STALE
from search.schedules import follow_companies
from search.services import rebuilding
from search.services.rebuilding import differences, has_stale
from search.tests.mirroring import silent
from search.tests.searching import search

MANY, BATCH = 230, 100


def many_jobs(company: Company) -> None:
    """Copy a job, past all rules of posting."""
    job = new_job(company, title="Welder")
    names = ", ".join(
        field.column
        for field in job._meta.concrete_fields  # noqa: SLF001  # Django's public name
        if not field.generated and field.column not in {"id", "fingerprint"}
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO jobs_job (id, fingerprint, {names})"  # noqa: S608  # columns
            f" SELECT unnest(%s::uuid[]), sha256(random()::text::bytea), {names}"
            " FROM jobs_job WHERE id = %s",
            [[new_id() for _ in range(MANY - 1)], job.pk],
        )


def told(api: Api) -> tuple[int, set[str]]:
    """Return how many welders are found, and what their companies are called."""
    found = search(api, q="welder", page_size=100)
    names = {each["company"]["name"] for each in found["results"]}
    return found["total"]["value"], names


def catch_up() -> None:
    """Do what the schedule asks for, and then each batch what comes after it."""
    follow_companies(timezone.now())
    for _ in range(2 * MANY // BATCH):
        asked = Event.objects.filter(kind=DOCUMENTS_STALE.name)
        if not asked.exists():
            break
        asked.delete()
        write_documents(None)
    assert not has_stale()


def test_a_new_name_reaches_all_its_jobs(
    cast: Cast, anonymous: Api, monkeypatch
) -> None:
    monkeypatch.setattr(rebuilding, "BATCH", BATCH)
    many_jobs(cast.acme)
    url = f"/api/v1/companies/{cast.acme.pk}/"
    assert sign_in(cast.alice).patch(url, {"name": "Acme Ltd"}).status_code == 200
    catch_up()
    assert told(anonymous) == (MANY, {"Acme Ltd"})
    assert not list(differences(progress=silent))


def test_a_suspended_company_is_gone_at_once_and_comes_back_whole(
    cast: Cast, anonymous: Api
) -> None:
    many_jobs(cast.acme)
    erin, url = sign_in(cast.erin), f"/api/v1/companies/{cast.acme.pk}/"
    assert erin.post(f"{url}suspend/", {}).status_code == 200
    assert told(anonymous) == (0, set())
    assert erin.post(f"{url}unsuspend/", {}).status_code == 200
    # Suspended again before anything was written: nothing of it comes back.
    assert erin.post(f"{url}suspend/", {}).status_code == 200
    catch_up()
    assert told(anonymous) == (0, set())
    assert erin.post(f"{url}unsuspend/", {}).status_code == 200
    catch_up()
    assert told(anonymous) == (MANY, {"Acme"})
    assert not list(differences(progress=silent))
