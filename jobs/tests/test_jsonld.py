from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from jobs.jsonld import EMPLOYMENT_TYPES, UNITS, posting_of
from jobs.terms import ApplyMethod, EmploymentType, Period, Workplace
from jobs.tests.jsonld_rules import violations

BERLIN = {
    "city": "Berlin",
    "region": "Berlin",
    "country": "DE",
    "latitude": 52.52437,
    "longitude": 13.41053,
}
LISBON = {**BERLIN, "city": "Lisbon", "region": "Lisbon", "country": "PT"}
NOWHERE = {"region": None, "latitude": None, "longitude": None}
SOMEWHERE = {**NOWHERE, "city": "Springfield", "country": "US"}
FRANCE = {**NOWHERE, "city": None, "country": "FR"}
PAY = {"min": 50_000, "max": 65_000.5, "currency": "EUR", "period": "year"}
JOB: dict[str, Any] = {
    "id": "0192f0c1-2345-7abc-8def-0123456789ab",
    "slug": "cook",
    "url": "https://board.example/api/v1/jobs/0192f0c1-2345-7abc-8def-0123456789ab/",
    "external_id": "C-1",
    "company": {"id": "1", "name": "Acme & Sons", "slug": "acme", "verified": True},
    "title": "Cook (m/f/x)",
    "description": "<p>You cook.</p><ul><li>Well</li></ul>",
    "employment_type": "full_time",
    "workplace": "onsite",
    "locations": [BERLIN],
    "applicant_countries": [],
    "experience_level": "mid",
    "category": "hospitality",
    "skills": ["Cooking", "HACCP"],
    "language": "en",
    "salary": PAY,
    "positions": 2,
    "questions": [],
    "apply": {"method": "internal", "url": None},
    "status": "published",
    "published_at": "2026-05-01T12:00:00Z",
    "first_published_at": "2026-05-01T12:00:00Z",
    "expires_at": "2026-05-31T12:00:00Z",
    "closed_at": None,
    "created_at": "2026-04-30T12:00:00Z",
    "updated_at": "2026-05-01T12:00:00Z",
    "actions": [],
}


def posting(website: str = "https://acme.example", **fields: Any) -> dict[str, Any]:
    return posting_of({**deepcopy(JOB), **fields}, company_website=website)


WHERE = [
    {"locations": [BERLIN]},
    {"locations": [BERLIN, LISBON]},
    {"locations": [SOMEWHERE]},
    {"locations": [FRANCE]},
    {"workplace": "hybrid", "locations": [BERLIN, FRANCE]},
    {"workplace": "hybrid", "applicant_countries": ["DE"]},
    {"workplace": "remote", "locations": [], "applicant_countries": ["DE"]},
    {"workplace": "remote", "locations": [BERLIN], "applicant_countries": ["AT", "CH"]},
    {"workplace": "remote", "locations": [BERLIN, LISBON, BERLIN]},
]
PAYS = [
    PAY,
    None,
    {**PAY, "min": None},
    {**PAY, "max": None},
    {**PAY, "min": 17.5, "max": 17.5, "currency": "GBP", "period": "hour"},
    {**PAY, "min": 0, "max": 100},
]
REST: list[dict[str, Any]] = [
    {},
    {"external_id": None, "category": None, "skills": [], "experience_level": None},
    {"expires_at": None, "apply": {"method": "external", "url": "https://x.example"}},
    {"published_at": datetime(2026, 5, 1, tzinfo=UTC), "language": "pt-BR"},
    {"title": 'Cook "now" & < chef', "positions": 1},
]


@pytest.mark.parametrize(("where", "pay", "rest"), list(product(WHERE, PAYS, REST)))
def test_an_ad_of_any_shape_keeps_the_rules(
    where: dict[str, Any], pay: dict[str, Any] | None, rest: dict[str, Any]
) -> None:
    assert violations(posting(**where, salary=pay, **rest)) == []


@pytest.mark.parametrize("kind", EmploymentType)
def test_every_employment_type_has_googles_word(kind: EmploymentType) -> None:
    told = posting(employment_type=str(kind))
    assert told["employmentType"] == EMPLOYMENT_TYPES[kind]
    assert violations(told) == []


@pytest.mark.parametrize("period", Period)
def test_every_period_has_googles_word(period: Period) -> None:
    told = posting(salary={**PAY, "period": str(period)})
    assert told["baseSalary"]["value"]["unitText"] == UNITS[period]
    assert violations(told) == []


@pytest.mark.parametrize("method", ApplyMethod)
def test_only_who_applies_here_applies_directly(method: ApplyMethod) -> None:
    told = posting(apply={"method": str(method), "url": None})
    assert told["directApply"] is (method == ApplyMethod.INTERNAL)


@pytest.mark.parametrize("workplace", Workplace)
def test_only_remote_jobs_say_so(workplace: Workplace) -> None:
    told = posting(workplace=str(workplace))
    is_remote = workplace == Workplace.REMOTE
    assert ("jobLocationType" in told) is is_remote
    assert ("applicantLocationRequirements" in told) is is_remote
    assert ("jobLocation" in told) is not is_remote


def test_a_whole_posting() -> None:
    assert posting() == {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": "Cook (m/f/x)",
        "description": "<p>You cook.</p><ul><li>Well</li></ul>",
        "url": JOB["url"],
        "identifier": {
            "@type": "PropertyValue",
            "name": "Acme & Sons",
            "value": "C-1",
        },
        "datePosted": "2026-05-01T12:00:00Z",
        "validThrough": "2026-05-31T12:00:00Z",
        "employmentType": "FULL_TIME",
        "hiringOrganization": {
            "@type": "Organization",
            "name": "Acme & Sons",
            "sameAs": "https://acme.example",
        },
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": "Berlin",
                "addressRegion": "Berlin",
                "addressCountry": "DE",
            },
            "geo": {
                "@type": "GeoCoordinates",
                "latitude": 52.52437,
                "longitude": 13.41053,
            },
        },
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "EUR",
            "value": {
                "@type": "QuantitativeValue",
                "minValue": 50_000,
                "maxValue": 65_000.5,
                "unitText": "YEAR",
            },
        },
        "directApply": True,
        "occupationalCategory": "Hotels, kitchens and restaurants",
        "skills": ["Cooking", "HACCP"],
        "totalJobOpenings": 2,
        "inLanguage": "en",
    }


def test_a_remote_job_names_each_country_once() -> None:
    told = posting(workplace="remote", locations=[BERLIN, LISBON, BERLIN])
    assert told["applicantLocationRequirements"] == [
        {"@type": "Country", "name": "Germany"},
        {"@type": "Country", "name": "Portugal"},
    ]
    told = posting(workplace="remote", applicant_countries=["AT"])
    assert told["applicantLocationRequirements"]["name"] == "Austria"


def test_no_remote_work_without_a_country() -> None:
    told = posting(workplace="remote", locations=[{**BERLIN, "country": None}])
    assert "jobLocationType" not in told


def test_what_is_the_same_at_both_ends_is_one_value() -> None:
    value = posting(salary={**PAY, "min": 20.0, "max": 20})["baseSalary"]["value"]
    assert value == {"@type": "QuantitativeValue", "value": 20, "unitText": "YEAR"}
    assert isinstance(value["value"], int)


def test_instants_are_written_in_utc() -> None:
    told = posting(published_at=datetime(2026, 5, 1, 12, tzinfo=UTC))
    assert told["datePosted"] == "2026-05-01T12:00:00Z"


def test_a_job_without_an_external_id_is_known_by_its_own() -> None:
    assert posting(external_id=None)["identifier"]["value"] == JOB["id"]


@pytest.mark.parametrize("website", ["", "acme.example", "javascript:alert(1)"])
def test_a_website_that_is_none_is_left_out(website: str) -> None:
    assert "sameAs" not in posting(website)["hiringOrganization"]


Spoil = Callable[[dict[str, Any]], Any]
SPOILT: dict[str, Spoil] = {
    "@context is not schema.org": lambda told: told.pop("@context"),
    "the posting: no JobPosting": lambda told: told.update({"@type": "Job"}),
    "title: required text": lambda told: told.pop("title"),
    "title: contains HTML": lambda told: told.update(title="<b>Cook</b>"),
    "description: not HTML": lambda told: told.update(description="You cook."),
    "description: the same as the title": lambda told: told.update(
        description="<p>Cook (m/f/x)</p>"
    ),
    "url: not an absolute address": lambda told: told.update(url="/jobs/1"),
    "datePosted: required": lambda told: told.pop("datePosted"),
    "datePosted: not ISO 8601": lambda told: told.update(datePosted="1 May 2026"),
    "validThrough: not after datePosted": lambda told: told.update(
        validThrough="2026-05-01T12:00:00Z"
    ),
    "hiringOrganization: no Organization": lambda told: told.pop("hiringOrganization"),
    "hiringOrganization.name: required": lambda told: told["hiringOrganization"].pop(
        "name"
    ),
    "hiringOrganization.sameAs: not a web address": lambda told: told[
        "hiringOrganization"
    ].update(sameAs="acme"),
    "identifier.value: required": lambda told: told["identifier"].pop("value"),
    "jobLocation: required unless the job is remote": lambda told: told.pop(
        "jobLocation"
    ),
    "jobLocation: a list of fewer than two": lambda told: told.update(
        jobLocation=[told["jobLocation"]]
    ),
    "address.addressCountry: required": lambda told: told["jobLocation"]["address"].pop(
        "addressCountry"
    ),
    "addressCountry: not a code of ISO 3166-1": lambda told: told["jobLocation"][
        "address"
    ].update(addressCountry="Germany"),
    "geo: not on earth": lambda told: told["jobLocation"]["geo"].update(latitude=91),
    "TELECOMMUTE and applicantLocationRequirements: one without the other": (
        lambda told: told.update(jobLocationType="TELECOMMUTE")
    ),
    "jobLocationType: neither missing nor TELECOMMUTE": lambda told: told.update(
        jobLocationType="REMOTE"
    ),
    "applicantLocationRequirements: not a country": lambda told: told.update(
        applicantLocationRequirements={"@type": "Country", "name": "Atlantis"}
    ),
    "baseSalary.currency: not a currency": lambda told: told["baseSalary"].update(
        currency="XXX"
    ),
    "unitText: not a unit": lambda told: told["baseSalary"]["value"].update(
        unitText="year"
    ),
    "baseSalary: neither one value nor a range": lambda told: told["baseSalary"][
        "value"
    ].update(value=1),
    "baseSalary: an amount that is no number": lambda told: told["baseSalary"][
        "value"
    ].update(minValue="1"),
    "baseSalary: minValue is not below maxValue": lambda told: told["baseSalary"][
        "value"
    ].update(minValue=70_000),
    "employmentType: not one of Google's": lambda told: told.update(
        employmentType="CONTRACT"
    ),
    "directApply: neither true nor false": lambda told: told.update(directApply="true"),
    "totalJobOpenings: not a number of jobs": lambda told: told.update(
        totalJobOpenings=0
    ),
    "skills: not a list of texts": lambda told: told.update(skills="Cooking"),
    ".skills: empty": lambda told: told.update(skills=[]),
    ".identifier.name: empty": lambda told: told["identifier"].update(name=None),
    "inLanguage: not a language": lambda told: told.update(inLanguage="EN"),
    "salary: not a property that we know": lambda told: told.update(salary=1),
}


@pytest.mark.parametrize("violation", SPOILT)
def test_the_rules_find_what_breaks_them(violation: str) -> None:
    told = posting()
    SPOILT[violation](told)
    assert violation in violations(told)
