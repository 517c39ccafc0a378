"""The XML that Indeed reads."""

from typing import Any

from jobs.terms import EmploymentType, Workplace
from search.feeds.formats import DECLARATION, TITLE, Channel, Format
from search.feeds.markup import cdata, rfc3339, text
from search.feeds.postings import Posting, pay, words

JOB_TYPES = {
    EmploymentType.FULL_TIME: "fulltime",
    EmploymentType.PART_TIME: "parttime",
    EmploymentType.CONTRACT: "contract",
    EmploymentType.TEMPORARY: "temporary",
    EmploymentType.INTERNSHIP: "internship",
    EmploymentType.VOLUNTEER: "volunteer",
    EmploymentType.PER_DIEM: "per diem",
}
REMOTE_TYPES = {Workplace.REMOTE: "Fully remote", Workplace.HYBRID: "Hybrid remote"}


def head(channel: Channel) -> str:
    """Return what comes before the jobs."""
    return (
        f"{DECLARATION}<source>\n<publisher>{text(TITLE)}</publisher>\n"
        f"<publisherurl>{text(channel.home)}</publisherurl>\n"
    )


def item(job: Posting) -> str:
    """Return one job; what is not known of it is left out."""
    told = {name: value for name, value in _fields(job).items() if value}
    inside = "".join(f"<{name}>{cdata(value)}</{name}>" for name, value in told.items())
    return f"<job>{inside}</job>\n"


def _fields(job: Posting) -> dict[str, str]:
    card = job.card
    place = _place(card)
    return {
        "title": card["title"],
        "date": rfc3339(job.published_at),
        "referencenumber": card["id"],
        "requisitionid": card["external_id"] or card["id"],
        "url": job.url,
        "company": job.company,
        "city": place["city"] or "",
        "state": place["region"] or "",
        "country": place["country"] or "",
        "description": job.description,
        "salary": pay(card["salary"]),
        "jobtype": JOB_TYPES.get(card["employment_type"], ""),
        "category": job.category,
        "experience": words(card["experience_level"]),
        "remotetype": REMOTE_TYPES.get(card["workplace"], ""),
        "expirationdate": card["expires_at"][:10],
    }


def _place(card: dict[str, Any]) -> dict[str, Any]:
    """Return the first of a job's places; Indeed takes one for each job.

    A remote job that names none is in the first country that it is open to.
    """
    if card["locations"]:
        first: dict[str, Any] = card["locations"][0]
        return first
    countries = card["applicant_countries"] or [""]
    return {"city": "", "region": "", "country": countries[0]}


INDEED = Format("indeed", "application/xml", head, item, "</source>\n")
