"""Applying: the form, what is missing, once for each person, open jobs only."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from applications.models import Application
from applications.tests.factory import new_application, new_resume
from conftest import Api, Cast, SignedIn, sign_in
from jobs.models import Job
from jobs.tests.factory import new_job

QUESTIONS = [
    {"id": "why", "label": "Why?", "type": "long_text", "required": True},
    {"id": "start", "label": "When?", "type": "text", "required": False},
    {"id": "drive", "label": "Do you drive?", "type": "boolean", "required": True},
    {"id": "years", "label": "How long?", "type": "number", "required": False},
    {
        "id": "shift",
        "label": "Which shift?",
        "type": "choice",
        "required": True,
        "choices": ["day", "night"],
    },
    {
        "id": "days",
        "label": "Which days?",
        "type": "multi_choice",
        "required": False,
        "choices": ["Mo", "Tu", "We"],
    },
    {"id": "papers", "label": "Papers", "type": "file", "required": False},
]
ANSWERS = {"why": "I weld.", "drive": False, "shift": "night"}


@pytest.fixture
def dana(cast: Cast) -> SignedIn:
    return sign_in(cast.dana)


@pytest.fixture
def job(cast: Cast) -> Job:
    return new_job(cast.acme, questions=QUESTIONS)


def url_of(job: Job) -> str:
    return f"/api/v1/jobs/{job.pk}/applications/"


def refused(api: Api, job: Job, body: Any) -> dict[str, str]:
    answer = api.post(url_of(job), body)
    assert answer.status_code == 400, answer.content
    return {each["field"]: each["code"] for each in answer.json()["errors"]}


def test_an_application_is_what_was_sent(cast: Cast, dana: SignedIn, job: Job) -> None:
    resume, papers = new_resume(cast.dana), new_resume(cast.dana)
    answers = {
        **ANSWERS,
        "start": " May ",
        "years": 3,
        "days": ["Mo", "We"],
        "papers": str(papers.pk),
    }
    answer = dana.post(
        url_of(job),
        {"resume": str(resume.pk), "cover_letter": "Dear\r\nyou", "answers": answers},
    )
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert answer["Location"] == shown["url"]
    assert shown == dana.get(answer["Location"]).json()
    assert shown["job"]["id"] == str(job.pk)
    assert shown["company"]["slug"] == "acme"
    assert shown["applicant"] == {
        "id": str(cast.dana.pk),
        "full_name": cast.dana.full_name,
        "email": cast.dana.email,
    }
    assert shown["resume"]["id"] == str(resume.pk)
    assert shown["cover_letter"] == "Dear\nyou"
    assert shown["answers"] == {**answers, "start": "May", "years": 3.0}
    assert (shown["status"], shown["allowed"]) == ("submitted", ["withdraw"])
    assert shown["viewed_at"] is None
    assert shown["submitted_at"] == shown["updated_at"]
    files = Application.objects.get().files.values_list("pk", flat=True)
    assert set(files) == {resume.pk, papers.pk}


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({}, {"why": "required", "drive": "required", "shift": "required"}),
        ({"why": ""}, {"why": "blank"}),
        ({"why": None}, {"why": "null"}),
        ({"why": 7}, {"why": "invalid"}),
        ({"why": "x" * 10_001}, {"why": "max_length"}),
        ({"start": "one\ntwo"}, {"start": "line_break"}),
        ({"drive": "yes"}, {"drive": "invalid"}),
        ({"drive": 1}, {"drive": "invalid"}),
        ({"years": "3"}, {"years": "invalid"}),
        ({"years": 1e16}, {"years": "max_value"}),
        ({"shift": "nihgt"}, {"shift": "invalid_choice"}),
        ({"days": "Mo"}, {"days": "not_a_list"}),
        ({"days": ["Mo", "Mo"]}, {"days": "duplicate_value"}),
        ({"days": ["Su"]}, {"days.0": "invalid_choice"}),
        ({"papers": "no-id"}, {"papers": "unknown_file"}),
        ({"wy": "x"}, {"wy": "unknown_field"}),
    ],
)
def test_each_answer_that_is_missing_or_wrong_is_named(
    dana: SignedIn, job: Job, answers: dict[str, Any], errors: dict[str, str]
) -> None:
    sent = {**ANSWERS, **answers} if answers else {}
    expected = {f"answers.{name}": code for name, code in errors.items()}
    assert refused(dana, job, {"answers": sent}) == expected
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "answers",
    [
        ANSWERS,
        {},
        {**ANSWERS, "why": ""},
        {**ANSWERS, "drive": "yes"},
        {**ANSWERS, "years": 2.5},
        {**ANSWERS, "years": "2"},
        {**ANSWERS, "shift": "noon"},
        {**ANSWERS, "days": []},
        {**ANSWERS, "days": ["Mo", "Mo"]},
        {**ANSWERS, "more": 1},
        {**ANSWERS, "start": "x" * 1001},
    ],
)
def test_the_form_says_what_the_server_takes(
    dana: SignedIn, anonymous: Api, job: Job, answers: dict[str, Any]
) -> None:
    schema = anonymous.get(f"/api/v1/jobs/{job.pk}/application-form/").json()
    Draft202012Validator.check_schema(schema)
    is_valid = Draft202012Validator(schema).is_valid(answers)
    answer = dana.post(url_of(job), {"answers": answers})
    assert answer.status_code == (201 if is_valid else 400), answer.content


def test_files_of_others_are_unknown(cast: Cast, dana: SignedIn, job: Job) -> None:
    theirs = new_resume(cast.eve)
    gone = new_resume(cast.dana, removed_at=job.created_at)
    for file in (theirs, gone):
        body = {"resume": str(file.pk), "answers": ANSWERS}
        assert refused(dana, job, body) == {"resume": "unknown_file"}


def test_the_second_application_leads_to_the_first(dana: SignedIn, job: Job) -> None:
    first = dana.post(url_of(job), {"answers": ANSWERS}).json()
    dana.post(f"{first['url']}withdraw/")
    again = dana.post(url_of(job), {"answers": ANSWERS})
    assert (again.status_code, again.json()["code"]) == (409, "already_applied")
    assert first["url"].endswith(again.json()["links"]["application"])


@pytest.mark.parametrize("status", ["closed", "expired"])
def test_a_job_that_is_over_takes_none(cast: Cast, dana: SignedIn, status: str) -> None:
    answer = dana.post(url_of(new_job(cast.acme, status)), {})
    assert (answer.status_code, answer.json()["code"]) == (409, "job_not_open")


@pytest.mark.parametrize("status", ["draft", "pending", "rejected", "frozen"])
def test_a_job_that_is_not_public_is_not_there(
    cast: Cast, dana: SignedIn, status: str
) -> None:
    assert dana.post(url_of(new_job(cast.acme, status)), {}).status_code == 404


def test_an_external_job_says_where(cast: Cast, dana: SignedIn) -> None:
    apply = {"method": "external", "url": "https://acme.example/apply"}
    answer = dana.post(url_of(new_job(cast.acme, apply=apply)), {}).json()
    assert answer["code"] == "external_application"
    assert answer["apply_url"] == "https://acme.example/apply"


def test_what_was_asked_stays_with_the_answers(
    cast: Cast, dana: SignedIn, job: Job
) -> None:
    url = dana.post(url_of(job), {"answers": ANSWERS}).json()["url"]
    Job.objects.update(questions=[])
    shown = sign_in(cast.bob).get(url).json()
    assert [each["id"] for each in shown["questions"]] == [q["id"] for q in QUESTIONS]


def test_an_admin_sees_neither_letter_nor_answers(cast: Cast, job: Job) -> None:
    sent = new_application(job, cast.dana, cover_letter="secret")
    shown = sign_in(cast.erin).get(f"/api/v1/applications/{sent.pk}/").json()
    hidden = {"cover_letter", "answers", "questions", "resume", "notify_at"}
    assert not hidden & shown.keys()
    assert shown["allowed"] == []
