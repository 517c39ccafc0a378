"""Google's rules for JobPosting, and schema.org's where Google has none."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from jobs.catalogue.countries import COUNTRIES
from jobs.catalogue.currencies import CURRENCIES
from jobs.catalogue.languages import normal_language

KNOWN = {
    *("@context", "@type", "title", "description", "url", "identifier", "datePosted"),
    *("validThrough", "employmentType", "hiringOrganization", "jobLocation"),
    *("jobLocationType", "applicantLocationRequirements", "baseSalary", "directApply"),
    *("occupationalCategory", "skills", "totalJobOpenings", "inLanguage"),
}
EMPLOYMENT_TYPES = {
    *("FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER"),
    *("PER_DIEM", "OTHER"),
}
UNITS = {"HOUR", "DAY", "WEEK", "MONTH", "YEAR"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?")


def violations(posting: Any) -> list[str]:
    """Return what Google would refuse or warn of; nothing if all is well."""
    if not isinstance(posting, dict):
        return ["the posting is no object"]
    if "schema.org" not in str(posting.get("@context")):
        return ["@context is not schema.org"]
    checks = (_form, _texts, _dates, _employer, _where, _salary, _extras)
    return [found for check in checks for found in check(posting)]


def _form(posting: dict[str, Any]) -> Iterator[str]:
    yield from _typed(posting, "JobPosting", "the posting")
    yield from _empties(posting, "")
    for name in sorted(posting.keys() - KNOWN):
        yield f"{name}: not a property that we know"
    try:
        json.dumps(posting, allow_nan=False)
    except (TypeError, ValueError) as error:
        yield f"not JSON: {error}"


def _texts(posting: dict[str, Any]) -> Iterator[str]:
    for name in ("title", "description", "url", "inLanguage"):
        if not isinstance(posting.get(name), str):
            yield f"{name}: required text"
    title, description = str(posting.get("title")), str(posting.get("description"))
    if re.search(r"</?[a-z]+>", title):
        yield "title: contains HTML"
    if not re.search(r"<(p|br|ul|ol|li|h\d|pre|table|blockquote)[ >]", description):
        yield "description: not HTML"
    if re.sub(r"<[^>]*>", "", description).strip() == title.strip():
        yield "description: the same as the title"
    if not str(posting.get("url")).startswith(("http://", "https://")):
        yield "url: not an absolute address"
    if normal_language(str(posting.get("inLanguage"))) != posting.get("inLanguage"):
        yield "inLanguage: not a language"


def _dates(posting: dict[str, Any]) -> Iterator[str]:
    found = {}
    for name in ("datePosted", "validThrough"):
        value = posting.get(name)
        if value is None and name == "datePosted":
            yield "datePosted: required"
        elif value is not None and not INSTANT.fullmatch(str(value)):
            yield f"{name}: not ISO 8601"
        elif value is not None:
            found[name] = datetime.fromisoformat(value)
    if len(found) > 1 and found["validThrough"] <= found["datePosted"]:
        yield "validThrough: not after datePosted"


def _employer(posting: dict[str, Any]) -> Iterator[str]:
    company = posting.get("hiringOrganization")
    yield from _typed(company, "Organization", "hiringOrganization", "name")
    website = company.get("sameAs", "https://") if isinstance(company, dict) else ""
    if not website.lower().startswith(("http://", "https://")):
        yield "hiringOrganization.sameAs: not a web address"
    identifier = posting.get("identifier")
    yield from _typed(identifier, "PropertyValue", "identifier", "name", "value")


def _where(posting: dict[str, Any]) -> Iterator[str]:
    places = _listed(posting.get("jobLocation"))
    countries = _listed(posting.get("applicantLocationRequirements"))
    kind = posting.get("jobLocationType")
    if kind not in (None, "TELECOMMUTE"):
        yield "jobLocationType: neither missing nor TELECOMMUTE"
    if (kind is None) is bool(countries):
        yield "TELECOMMUTE and applicantLocationRequirements: one without the other"
    if not places and not countries:
        yield "jobLocation: required unless the job is remote"
    for name in ("jobLocation", "applicantLocationRequirements"):
        if isinstance(posting.get(name), list) and len(posting[name]) < 2:
            yield f"{name}: a list of fewer than two"
    for place in places:
        yield from _place(place)
    for country in countries:
        yield from _typed(country, "Country", "applicantLocationRequirements", "name")
        if isinstance(country, dict) and country.get("name") not in COUNTRIES.values():
            yield "applicantLocationRequirements: not a country"


def _place(place: Any) -> Iterator[str]:
    yield from _typed(place, "Place", "jobLocation", "address")
    address = place.get("address") if isinstance(place, dict) else None
    yield from _typed(address, "PostalAddress", "address", "addressCountry")
    if isinstance(address, dict) and address.get("addressCountry") not in COUNTRIES:
        yield "addressCountry: not a code of ISO 3166-1"
    geo = place.get("geo") if isinstance(place, dict) else None
    if geo is not None:
        yield from _typed(geo, "GeoCoordinates", "geo", "latitude", "longitude")
        if not (abs(geo.get("latitude", 91)) <= 90 and abs(geo["longitude"]) <= 180):
            yield "geo: not on earth"


def _salary(posting: dict[str, Any]) -> Iterator[str]:
    salary = posting.get("baseSalary")
    if salary is None:
        return
    yield from _typed(salary, "MonetaryAmount", "baseSalary", "currency", "value")
    if salary.get("currency") not in CURRENCIES:
        yield "baseSalary.currency: not a currency"
    value = salary.get("value")
    yield from _typed(value, "QuantitativeValue", "baseSalary.value", "unitText")
    if not isinstance(value, dict):
        return
    if value.get("unitText") not in UNITS:
        yield "unitText: not a unit"
    amounts = {name: value.get(name) for name in ("value", "minValue", "maxValue")}
    given = {name: amount for name, amount in amounts.items() if amount is not None}
    if any(type(one) not in (int, float) or one < 0 for one in given.values()):
        yield "baseSalary: an amount that is no number"
    elif not given or ("value" in given and len(given) > 1):
        yield "baseSalary: neither one value nor a range"
    elif given.get("minValue", 0) >= given.get("maxValue", float("inf")):
        yield "baseSalary: minValue is not below maxValue"


def _extras(posting: dict[str, Any]) -> Iterator[str]:
    if posting.get("employmentType") not in EMPLOYMENT_TYPES:
        yield "employmentType: not one of Google's"
    if not isinstance(posting.get("directApply"), bool):
        yield "directApply: neither true nor false"
    openings = posting.get("totalJobOpenings", 1)
    if type(openings) is not int or openings < 1:
        yield "totalJobOpenings: not a number of jobs"
    skills = posting.get("skills", ["x"])
    if not isinstance(skills, list) or not all(isinstance(one, str) for one in skills):
        yield "skills: not a list of texts"


def _typed(thing: Any, kind: str, name: str, *required: str) -> Iterator[str]:
    if not isinstance(thing, dict) or thing.get("@type") != kind:
        yield f"{name}: no {kind}"
        return
    for part in required:
        if part not in thing:
            yield f"{name}.{part}: required"


def _empties(thing: Any, path: str) -> Iterator[str]:
    if thing is None or thing in ("", [], {}):
        yield f"{path}: empty"
    if isinstance(thing, dict):
        for name, value in thing.items():
            yield from _empties(value, f"{path}.{name}")
    if isinstance(thing, list):
        for value in thing:
            yield from _empties(value, path)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
