"""Every field of a job refuses what it cannot mean, by its name and a code."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conftest import Cast, sign_in
from jobs.models import Job
from jobs.tests.bodies import FULL, JOBS, welder
from kernel.tests.expect import errors_in

ASK = {"id": "a", "label": "A?", "type": "text"}
PAY = {"min": 1000, "max": 2000, "currency": "EUR", "period": "month"}


def ahead(**lead: float) -> str:
    return (timezone.now() + timedelta(**lead)).isoformat()


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"title": None}, "title", "null"),
    ({"title": " "}, "title", "blank"),
    ({"title": "\u200b\u2060\u3164\u2800\u0301\U000e0041"}, "title", "blank"),
    ({"title": 5}, "title", "invalid"),
    ({"title": "a\nb"}, "title", "line_break"),
    ({"title": "x" * 201}, "title", "max_length"),
    ({"description": ""}, "description", "blank"),
    ({"description": "<script>x()</script>"}, "description", "blank"),
    ({"description": "x" * 50_001}, "description", "max_length"),
    ({"description": ["x"]}, "description", "invalid"),
    ({"description": "![[a](" * 8_300}, "description", "too_much_markup"),
    ({"description_format": "rtf"}, "description_format", "invalid_choice"),
    ({"employment_type": "full-time"}, "employment_type", "invalid_choice"),
    ({"employment_type": None}, "employment_type", "null"),
    ({"workplace": "home"}, "workplace", "invalid_choice"),
    ({"experience_level": "junior"}, "experience_level", "invalid_choice"),
    ({"experience_level": ""}, "experience_level", "invalid_choice"),
    ({"category": "softwear"}, "category", "invalid_choice"),
    ({"category": 1}, "category", "invalid"),
    ({"language": "english"}, "language", "unknown_language"),
    ({"language": ""}, "language", "blank"),
    ({"language": "xx"}, "language", "unknown_language"),
    ({"skills": "Python"}, "skills", "not_a_list"),
    ({"skills": ["x"] * 51}, "skills", "max_length"),
    ({"skills": ["a", ""]}, "skills.1", "blank"),
    ({"skills": ["x" * 101]}, "skills.0", "max_length"),
    ({"skills": [{}]}, "skills.0", "invalid"),
    ({"applicant_countries": ["de"]}, "applicant_countries.0", "invalid_choice"),
    ({"applicant_countries": ["Germany"]}, "applicant_countries.0", "invalid_choice"),
    ({"applicant_countries": "DE"}, "applicant_countries", "not_a_list"),
    ({"positions": 0}, "positions", "min_value"),
    ({"positions": "2"}, "positions", "invalid"),
    ({"positions": 100_001}, "positions", "max_value"),
    ({"salary": {}}, "salary.currency", "required"),
    ({"salary": 1000}, "salary", "invalid"),
    ({"salary": {**PAY, "min": 2001}}, "salary.min", "out_of_range"),
    ({"salary": {**PAY, "min": 0}}, "salary.min", "min_value"),
    ({"salary": {**PAY, "max": -5}}, "salary.max", "min_value"),
    ({"salary": {**PAY, "max": 10**13}}, "salary.max", "max_value"),
    ({"salary": {**PAY, "max": 1e300}}, "salary.max", "max_value"),
    ({"salary": {**PAY, "min": 10.001}}, "salary.min", "too_precise"),
    ({"salary": {**PAY, "min": 1e-9}}, "salary.min", "too_precise"),
    ({"salary": {**PAY, "min": "1000"}}, "salary.min", "invalid"),
    ({"salary": {**PAY, "min": True}}, "salary.min", "invalid"),
    ({"salary": {**PAY, "min": None, "max": None}}, "salary.min", "required"),
    ({"salary": {**PAY, "currency": "eur"}}, "salary.currency", "invalid_choice"),
    ({"salary": {**PAY, "currency": "XXX"}}, "salary.currency", "invalid_choice"),
    ({"salary": {**PAY, "period": "yearly"}}, "salary.period", "invalid_choice"),
    ({"salary": {**PAY, "bonus": 1}}, "salary.bonus", "unknown_field"),
    ({"questions": [ASK, ASK]}, "questions", "duplicate_value"),
    (
        {"questions": [{**ASK, "id": str(n)} for n in range(51)]},
        "questions",
        "max_length",
    ),
    ({"questions": [{**ASK, "id": "a b"}]}, "questions.0.id", "invalid_id"),
    ({"questions": [{**ASK, "id": "x" * 65}]}, "questions.0.id", "max_length"),
    ({"questions": [{**ASK, "type": "date"}]}, "questions.0.type", "invalid_choice"),
    ({"questions": [{"id": "a"}]}, "questions.0.label", "required"),
    ({"questions": [{**ASK, "required": 1}]}, "questions.0.required", "invalid"),
    ({"questions": [{**ASK, "type": "choice"}]}, "questions.0.choices", "required"),
    (
        {"questions": [{**ASK, "type": "choice", "choices": []}]},
        "questions.0.choices",
        "empty",
    ),
    (
        {"questions": [{**ASK, "type": "multi_choice", "choices": ["a", "a"]}]},
        "questions.0.choices",
        "duplicate_value",
    ),
    ({"questions": [{**ASK, "choices": ["a"]}]}, "questions.0.choices", "not_possible"),
    ({"questions": [{**ASK, "help": "x"}]}, "questions.0.help", "unknown_field"),
    ({"apply": {"url": "https://a.example"}}, "apply.method", "required"),
    ({"apply": {"method": "email"}}, "apply.method", "invalid_choice"),
    (
        {"apply": {"method": "internal", "url": "https://a.example"}},
        "apply.url",
        "not_possible",
    ),
    *[
        ({"apply": {"method": "external", "url": url}}, "apply.url", "invalid_url")
        for url in (
            *(
                "javascript:alert(1)",
                "data:text/html,x",
                "ftp://a.example/",
                "a.example",
                "https://a.example:99999/",
                "https://a.example:0/",
            ),
            *("https://u:p@a.example/", "https://u@a.example/", "//a.example"),
            *("https://", "https://a.example/ b", "mailto:a@a.example", "https://[::1"),
            *("http:/a.example", "https://a.example\\@b.example/", "vbscript:x"),
        )
    ],
    ({"expires_at": "2030-01-01"}, "expires_at", "invalid"),
    ({"expires_at": "2030-01-01T00:00:00"}, "expires_at", "invalid"),
    ({"expires_at": 1}, "expires_at", "invalid"),
    ({"expires_at": ahead(seconds=-1)}, "expires_at", "not_ahead"),
    ({"expires_at": ahead(days=366)}, "expires_at", "too_far"),
    ({"external_id": ""}, "external_id", "blank"),
    ({"external_id": "x" * 201}, "external_id", "max_length"),
    ({"external_id": "\u0390" * 200}, "external_id", "max_length"),
    ({"external_id": 17}, "external_id", "invalid"),
    ({"allow_duplicate": "true"}, "allow_duplicate", "invalid"),
    ({"locations": {}}, "locations", "not_a_list"),
    ({"locations": [{}] * 51}, "locations", "max_length"),
    ({"locations": ["Berlin"]}, "locations.0", "invalid"),
    ({"locations": [{}]}, "locations.0.country", "required"),
    ({"locations": [{"region": "Bavaria"}]}, "locations.0.country", "required"),
    ({"locations": [{"city": "Rm 5, Xyzzy"}]}, "locations.0.city", "unknown_place"),
    ({"locations": [{"country": "UK"}]}, "locations.0.country", "invalid_choice"),
    (
        {"locations": [{"country": "DE", "latitude": 50}]},
        "locations.0.longitude",
        "required",
    ),
    (
        {"locations": [{"country": "DE", "latitude": 91, "longitude": 0}]},
        "locations.0.latitude",
        "max_value",
    ),
    (
        {"locations": [{"country": "DE", "latitude": 0, "longitude": -180.5}]},
        "locations.0.longitude",
        "min_value",
    ),
    (
        {"locations": [{"country": "DE", "latitude": "50", "longitude": 0}]},
        "locations.0.latitude",
        "invalid",
    ),
    ({"locations": [{"town": "Berlin"}]}, "locations.0.town", "unknown_field"),
    *[
        ({name: None}, name, "read_only_field")
        for name in (
            *("id", "slug", "url", "company", "status", "published_at", "actions"),
            *("first_published_at", "closed_at", "created_at", "updated_at"),
        )
    ],
    ({"workplce": "remote"}, "workplce", "unknown_field"),
    ({"queued_at": None}, "queued_at", "unknown_field"),
]


@pytest.mark.parametrize(("change", "field", "code"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_meant_is_refused(
    cast: Cast, change: dict[str, Any], field: str, code: str
):
    bob = sign_in(cast.bob)
    assert (field, code) in errors_in(bob.post(JOBS, welder(**change)))
    assert not Job.objects.exists()
    job = bob.post(JOBS, welder(salary=PAY)).json()
    whole = {"description", "salary", "apply"} & set(change)
    if not whole:  # those are merged: jobs/tests/test_editing.py
        assert (field, code) in errors_in(bob.patch(job["url"], change))
    assert bob.get(job["url"]).json() == job


def test_several_mistakes_are_told_at_once(cast: Cast):
    body = {"titel": "W", "skills": [5], "locations": [{"city": "B"}, {"country": "X"}]}
    errors = errors_in(sign_in(cast.bob).post(JOBS, body))
    assert errors >= {
        ("title", "required"),
        ("description", "required"),
        ("titel", "unknown_field"),
        ("skills.0", "invalid"),
        ("locations.1.country", "invalid_choice"),
    }


@pytest.mark.parametrize(
    ("change", "meant"),
    [
        ({"category": "Softwar"}, "software"),
        ({"workplace": "Remote"}, "remote"),
        ({"salary": {**PAY, "currency": "eur"}}, "EUR"),
        ({"locations": [{"country": "de"}]}, "DE"),
        ({"langauge": "en"}, "language"),
    ],
)
def test_a_near_miss_says_what_was_meant(
    cast: Cast, change: dict[str, Any], meant: str
):
    answer = sign_in(cast.bob).post(JOBS, welder(**change))
    assert [each.get("did_you_mean") for each in answer.json()["errors"]] == [meant]


@pytest.mark.parametrize(
    "change",
    [
        {"salary": {"min": 0.01, "currency": "JPY", "period": "hour"}},
        {"salary": {"max": 999_999_999_999, "currency": "VND", "period": "year"}},
        {"salary": {"min": 19.99, "max": 19.99, "currency": "CHF", "period": "day"}},
        {"salary": {"min": None, "max": 5, "currency": "CHF", "period": "day"}},
        {"expires_at": ahead(days=364)},
        {"questions": [{**FULL["questions"][1], "id": "0-a_b.C"}]},
        {"apply": {"method": "external", "url": "http://a.example:8080/?q=ü#f"}},
        {"language": "zh-hant-tw"},
        {"locations": [{"country": "DE"}] * 50},
        {"locations": [{"country": "DE", "latitude": -90, "longitude": 180}]},
        {"external_id": "  Ä/17 %  "},
    ],
)
def test_what_can_be_meant_is_taken(cast: Cast, change: dict[str, Any]):
    answer = sign_in(cast.bob).post(JOBS, welder(**change))
    assert answer.status_code == 201, answer.content
