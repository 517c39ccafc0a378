"""A job as schema.org's JobPosting, in the form that Google's rules ask for."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from jobs.catalogue.categories import CATEGORIES
from jobs.catalogue.countries import COUNTRIES
from jobs.terms import ApplyMethod, EmploymentType, Period, Workplace

Shape = dict[str, Any]

EMPLOYMENT_TYPES = {
    EmploymentType.FULL_TIME: "FULL_TIME",
    EmploymentType.PART_TIME: "PART_TIME",
    EmploymentType.CONTRACT: "CONTRACTOR",
    EmploymentType.TEMPORARY: "TEMPORARY",
    EmploymentType.INTERNSHIP: "INTERN",
    EmploymentType.VOLUNTEER: "VOLUNTEER",
    EmploymentType.PER_DIEM: "PER_DIEM",
}
UNITS = {
    Period.HOUR: "HOUR",
    Period.DAY: "DAY",
    Period.WEEK: "WEEK",
    Period.MONTH: "MONTH",
    Period.YEAR: "YEAR",
}


def posting_of(job: Mapping[str, Any], *, company_website: str) -> Shape:
    """Return the posting of a job as it is read; nothing in it is empty."""
    company = job["company"]
    return _told(
        {
            "@context": "https://schema.org/",
            "@type": "JobPosting",
            "title": job["title"],
            "description": job["description"],
            "url": job["url"],
            "identifier": _thing(
                "PropertyValue",
                name=company["name"],
                value=str(job["external_id"] or job["id"]),
            ),
            "datePosted": _instant(job["published_at"]),
            "validThrough": _instant(job["expires_at"]),
            "employmentType": EMPLOYMENT_TYPES.get(job["employment_type"], "OTHER"),
            "hiringOrganization": _thing(
                "Organization",
                name=company["name"],
                sameAs=_web_address(company_website),
            ),
            **_whereabouts(job),
            "baseSalary": _salary(job["salary"]),
            "directApply": job["apply"]["method"] == ApplyMethod.INTERNAL,
            "occupationalCategory": CATEGORIES.get(job["category"] or ""),
            "skills": list(job["skills"]),
            "totalJobOpenings": job["positions"],
            "inLanguage": job["language"],
        }
    )


def _whereabouts(job: Mapping[str, Any]) -> Shape:
    """Return where to work, or for a remote job from which countries.

    Google drops a posting that says TELECOMMUTE and no country; one that says it beside
    a place means either. So a remote job names countries only.
    """
    if job["workplace"] != Workplace.REMOTE:
        return {"jobLocation": _one_or_all([_place(one) for one in job["locations"]])}
    countries = job["applicant_countries"] or [
        place["country"] for place in job["locations"]
    ]
    named = [
        _thing("Country", name=COUNTRIES[code])
        for code in dict.fromkeys(countries)
        if code in COUNTRIES
    ]
    if not named:
        return {}
    return {
        "jobLocationType": "TELECOMMUTE",
        "applicantLocationRequirements": _one_or_all(named),
    }


def _place(location: Mapping[str, Any]) -> Shape:
    address = _thing(
        "PostalAddress",
        addressLocality=location["city"],
        addressRegion=location["region"],
        addressCountry=location["country"],
    )
    latitude, longitude = location["latitude"], location["longitude"]
    is_on_map = latitude is not None and longitude is not None
    geo = _thing("GeoCoordinates", latitude=latitude, longitude=longitude)
    return _thing("Place", address=address, geo=geo if is_on_map else None)


def _salary(salary: Mapping[str, Any] | None) -> Shape | None:
    """Return a range, or one value where both ends are the same."""
    if salary is None:
        return None
    least, most = (_number(salary[end]) for end in ("min", "max"))
    amounts = {"minValue": least, "maxValue": most}
    if least is not None and least == most:
        amounts = {"value": least}
    value = _thing(
        "QuantitativeValue", **amounts, unitText=UNITS[Period(salary["period"])]
    )
    return _thing("MonetaryAmount", currency=salary["currency"], value=value)


def _number(value: Any) -> float | None:
    """Return a number as JSON writes it: 50000 and not 50000.0."""
    if value is None:
        return None
    number = float(value)
    return int(number) if number.is_integer() else number


def _instant(value: datetime | str | None) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value


def _web_address(website: str) -> str | None:
    """Return the website if it is an address on the web."""
    is_one = website.lower().startswith(("http://", "https://"))
    return website if is_one else None


def _thing(kind: str, **told: Any) -> Shape:
    return _told({"@type": kind, **told})


def _told(shape: Shape) -> Shape:
    """Leave out what is not known: an empty member is an error to Google."""
    return {name: value for name, value in shape.items() if value not in (None, "", [])}


def _one_or_all(things: list[Shape]) -> Shape | list[Shape]:
    return things[0] if len(things) == 1 else things
