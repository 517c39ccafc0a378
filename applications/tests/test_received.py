"""What a company received: by job, stage, day and words; counts by stage; who wrote."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.services.profile import erase_account
from applications.models import Application, Message, Note, Resume
from applications.tests.factory import new_application, new_resume
from conftest import Api, Cast, new_user, sign_in
from events.models import Event
from jobs.tests.factory import new_job

LIST = "/api/v1/applications/"


def found(api: Api, query: str = "") -> set[str]:
    answer = api.get(f"{LIST}?{query}")
    assert answer.status_code == 200, answer.content
    return {each["applicant"]["full_name"] for each in answer.json()["results"]}


@pytest.fixture
def received(cast: Cast) -> None:
    zoe = new_user("Zoe", "applicant", full_name="Zoë O'Neil-Müller")
    job = new_job(cast.acme)
    text = "Senior project manager.\nC++ and Node.js, ASP.NET; welding engineers"
    new_application(job, zoe, resume=new_resume(zoe, text=text))
    new_application(job, cast.eve, "interview", cover_letter="I manage a C# project.")
    new_application(new_job(cast.acme), cast.dana, cover_letter="java, no script")
    new_application(new_job(cast.globex), cast.mallory, cover_letter="manager")


@pytest.mark.parametrize(
    ("q", "who"),
    [
        ("zoe", "zoe"),
        ("ZOË", "zoe"),
        ("o'neil", "zoe"),
        ("muller", "zoe"),
        ('"project manager"', "zoe"),
        ('"manager project"', ""),
        ("manag", "zoe eve"),
        ("manag project", "zoe eve"),
        ("manag -c#", "zoe"),
        ("c++", "zoe"),
        ("C#", "eve"),
        ("node.js", "zoe"),
        ("asp.net", "zoe"),
        ("engineer", "zoe"),
        ("java", "dana"),
        ("java -script", ""),
        ("java -scr", "dana"),
        ("%", ""),
        ("'", ""),
        ('"', ""),
        ("- & | ! :* (", ""),
    ],
)
def test_words_are_found_as_people_type_them(
    cast: Cast, received: None, q: str, who: str
) -> None:
    names = {"zoe": "Zoë O'Neil-Müller", "eve": "Eve Example", "dana": "Dana Example"}
    query = f"q={q.replace('%', '%25').replace('#', '%23').replace('+', '%2B')}"
    query = query.replace("&", "%26")
    assert found(sign_in(cast.vera), query) == {names[each] for each in who.split()}


def test_words_follow_names_and_texts(cast: Cast, received: None) -> None:
    bob = sign_in(cast.bob)
    sign_in(cast.dana).patch("/api/v1/me/", {"full_name": "Dana Anders"})
    assert found(bob, "q=anders") == {"Dana Anders"}
    Resume.objects.update(text="beekeeper")
    assert found(bob, "q=beekeeper") == {"Zoë O'Neil-Müller"}
    assert found(bob, "q=welding") == set()


def test_the_list_is_narrowed_and_counted(cast: Cast, received: None) -> None:
    bob = sign_in(cast.bob)
    shown = bob.get(f"{LIST}?status=interview").json()
    assert [each["status"] for each in shown["results"]] == ["interview"]
    assert shown["counts"] == {"submitted": 2, "interview": 1}
    assert bob.get(f"{LIST}?q=manag").json()["counts"] == {
        "submitted": 1,
        "interview": 1,
    }
    job = Application.objects.filter(applicant=cast.dana).get().job_id
    assert found(bob, f"job={job}") == {"Dana Example"}
    assert found(bob, "job=junk") == set()
    later = (timezone.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert found(bob, f"submitted_after={later}") == set()
    assert len(found(bob, f"submitted_before={later}")) == 3


def test_a_walk_counts_once(cast: Cast, received: None) -> None:
    bob = sign_in(cast.bob)
    first = bob.get(f"{LIST}?page_size=2&cursor=").json()
    assert first["counts"] == {"submitted": 2, "interview": 1}
    with CaptureQueriesContext(connection) as queries:
        second = bob.get(first["next"].removeprefix("http://testserver")).json()
    assert len(second["results"]) == 1
    assert second["counts"] is None
    assert not any("COUNT(" in each["sql"] for each in queries.captured_queries)


@pytest.mark.parametrize("who", ["dana", "erin"])
def test_only_companies_look_for_words(cast: Cast, received: None, who: str) -> None:
    answer = sign_in(getattr(cast, who)).get(f"{LIST}?q=java")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "q"


def test_each_side_reads_what_the_other_wrote_and_no_notes(cast: Cast) -> None:
    sent = new_application(new_job(cast.acme), cast.dana)
    url = f"{LIST}{sent.pk}/"
    dana, bob = sign_in(cast.dana), sign_in(cast.bob)
    bob.post(f"{url}notes/", {"text": "Nervous"})
    dana.post(f"{url}messages/", {"text": "Hello"})
    bob.post(f"{url}messages/", {"text": "Come"})
    for person in (dana, bob):
        said = person.get(f"{url}messages/").json()["results"]
        assert [(each["side"], each["text"]) for each in said] == [
            ("company", "Come"),
            ("applicant", "Hello"),
        ]
    assert [each["text"] for each in bob.get(f"{url}notes/").json()["results"]] == [
        "Nervous"
    ]
    kinds = Event.objects.filter(subject=sent.key).values_list("kind", "audience")
    both = sorted([f"company:{cast.acme.pk}", f"user:{cast.dana.pk}"])
    assert {kind: readers for kind, readers in kinds if kind != "message.sent"} == {
        "application.noted": [f"company:{cast.acme.pk}"]
    }
    assert [readers for kind, readers in kinds if kind == "message.sent"] == [both] * 2


def test_an_erased_person_leaves_a_number(
    cast: Cast, django_capture_on_commit_callbacks
) -> None:
    resume = new_resume(cast.dana, text="secret")
    sent = new_application(
        new_job(cast.acme),
        cast.dana,
        "hired",
        resume=resume,
        cover_letter="secret",
        answers={"a": "secret"},
    )
    Note.objects.create(application=sent, author=cast.bob, text="secret")
    Message.objects.create(application=sent, side="applicant", text="secret")
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(user_id=cast.dana.pk)
    left = Application.objects.values().get()
    assert "secret" not in repr(left)
    assert (left["stage"], left["applicant_id"], left["words"]) == ("hired", None, "")
    assert not Resume.objects.exists()
    assert not Note.objects.exists()
    assert not Message.objects.exists()
    assert found(sign_in(cast.bob)) == set()
    assert sign_in(cast.bob).get(f"{LIST}{sent.pk}/").status_code == 404
