"""The XML feed that Indeed describes: `<source><job>`, read as far as it has a place.

What it says of a job in words of its own (salary, job type) is put into ours where it
is clear; where figures are not clear, the row is refused and not guessed.
"""

import re
from email.utils import parsedate_to_datetime
from typing import Any

from jobs.imports.columns import Body
from jobs.imports.elements import Element
from jobs.imports.own_xml import HTML, unknown
from jobs.imports.rows import Row, wrong
from kernel.problems import FieldError

TEXTS = {
    "referencenumber": "external_id",
    "title": "title",
    "description": "description",
    "language": "language",
}
PLACES = {"city": "city", "state": "region", "country": "country"}
READ = {*TEXTS, *PLACES, "url", "jobtype", "salary", "remotetype", "expirationdate"}
IGNORED = {
    "requisitionid", "date", "company", "sourcename", "streetaddress", "postalcode",
    "email", "education", "category", "experience", "lastactivitydate", "tracking_url",
    "indeed-apply-data", "metadata", "sponsored", "phone", "contact",
}  # fmt: skip
"""What the feed may say and a job of ours has no place for; the company is whose file
it is, and the date is that of the publication here."""
JOB_TYPES = {
    "fulltime": "full_time",
    "parttime": "part_time",
    "contract": "contract",
    "contractor": "contract",
    "temporary": "temporary",
    "internship": "internship",
    "volunteer": "volunteer",
    "perdiem": "per_diem",
}
REMOTE_TYPES = {
    "fullyremote": "remote",
    "remote": "remote",
    "wfh": "remote",
    "hybridremote": "hybrid",
    "hybrid": "hybrid",
}
SIGNS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP"}
PERIODS = {
    "hour": "hour", "hourly": "hour", "hr": "hour",
    "day": "day", "daily": "day",
    "week": "week", "weekly": "week",
    "month": "month", "monthly": "month",
    "year": "year", "yearly": "year", "annum": "year", "annually": "year", "yr": "year",
}  # fmt: skip
_LETTERS = re.compile(r"[^a-z]")
_AMOUNT = (
    r"(?P<{0}sign>US\$|[$€£])?\s?"
    r"(?P<{0}figure>[0-9][0-9,]{{0,11}}(?:\.[0-9]{{1,2}})?)(?P<{0}k>[kK])?"
)
_SALARY = re.compile(
    rf"(?P<code>[A-Z]{{3}})?\s?{_AMOUNT.format('low')}"
    rf"(?:\s?(?:-|\u2013|to)\s?{_AMOUNT.format('high')})?"
    r"\s?(?P<after>[A-Z]{3})?\s?(?:/|per|an?)?\s?(?P<period>[a-z]+)\.?",
)


def row_of(row: int, end: int, job: Element) -> Row:
    """Return the row that a feed's `<job>` is."""
    found: dict[str, str] = {}
    errors: list[FieldError] = []
    for child in job.children:
        if child.name in found and child.name in READ:
            errors.append(wrong("duplicate_field", "This comes twice.", child.name))
        elif child.children and child.name in READ:
            detail = "It has elements inside: put markup into <![CDATA[ … ]]>."
            errors.append(wrong("unexpected_element", detail, child.name))
        elif child.name not in READ and child.name not in IGNORED:
            errors.append(unknown(child.name, READ | IGNORED))
        else:
            found[child.name] = child.text.strip()
    told = {name: text for name, text in found.items() if text and name in READ}
    body = _body(told, errors)
    return Row(row, end, body, errors, element_of)


_ELEMENTS = {
    **{path: name for name, path in TEXTS.items()},
    **{f"locations.0.{path}": name for name, path in PLACES.items()},
    "apply.url": "url",
    "employment_type": "jobtype",
    "workplace": "remotetype",
    "applicant_countries": "country",
    "applicant_countries.0": "country",
    "salary": "salary",
    "expires_at": "expirationdate",
}


def element_of(path: str) -> str:
    """Return the element that fills a field."""
    return _ELEMENTS.get(path, path)


def _body(told: dict[str, str], errors: list[FieldError]) -> Body:
    body: Body = {path: told[name] for name, path in TEXTS.items() if name in told}
    if "description" in body:
        body["description_format"] = HTML
    place = {path: told[name] for name, path in PLACES.items() if name in told}
    if place:
        body["locations"] = [place]
    if "url" in told:
        body["apply"] = {"method": "external", "url": told["url"]}
    if "jobtype" in told:
        first = re.split(r"[,;|/]", told["jobtype"])[0]
        body["employment_type"] = JOB_TYPES.get(_letters(first), told["jobtype"])
    if "remotetype" in told:
        kind = REMOTE_TYPES.get(_letters(told["remotetype"]), told["remotetype"])
        body["workplace"] = kind
        if kind == "remote" and "country" in place:
            body["applicant_countries"] = [place["country"]]
    if "expirationdate" in told:
        body["expires_at"] = _instant(told["expirationdate"])
    if any(character.isdigit() for character in told.get("salary", "")):
        salary = salary_of(told["salary"])
        if salary is None:
            detail = "Write it like $50,000 - $60,000 per year, or leave it out."
            errors.append(wrong("invalid", detail, "salary"))
        else:
            body["salary"] = salary
    return body


def salary_of(text: str) -> Body | None:
    """Return what a text says of pay, if it is clear; one without figures says none."""
    match = _SALARY.fullmatch(text.strip())
    if match is None:
        return None
    period = PERIODS.get(match["period"])
    sign = match["lowsign"] or match["highsign"] or ""
    currency = match["code"] or match["after"] or SIGNS.get(sign)
    if period is None or currency is None:
        return None
    low, high = _figure(match, "low"), _figure(match, "high")
    if high is not None and bool(match["lowk"]) != bool(match["highk"]):
        return None
    return {
        "min": low,
        "max": low if high is None else high,
        "currency": currency,
        "period": period,
    }


def _figure(match: "re.Match[str]", which: str) -> Any:
    figure = match[f"{which}figure"]
    if figure is None:
        return None
    value = float(figure.replace(",", "")) * (1000 if match[f"{which}k"] else 1)
    return int(value) if value.is_integer() else value


def _letters(text: str) -> str:
    return _LETTERS.sub("", text.lower())


def _instant(text: str) -> str:
    """Return an instant as the API writes it, from the form that mails use."""
    try:
        return parsedate_to_datetime(text).isoformat()
    except ValueError:
        return text
