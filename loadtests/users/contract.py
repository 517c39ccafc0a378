"""What answers must hold: the contract's fields, checked in whatever comes back.

A load test that looks at the status alone takes an empty page for a fast one.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Body = Any
Check = Callable[[Body], None]


class Wrong(Exception):
    """An answer is not what the contract promises."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


CARD = _names(
    "id slug url external_id company title employment_type workplace locations"
    " applicant_countries experience_level category skills language salary positions"
    " apply status published_at first_published_at expires_at closed_at created_at"
    " updated_at actions"
)
JOB = CARD | {"description", "questions"}
SEARCH = _names(
    "results next previous total facets applied did_you_mean broadened relax"
)
MATCH = _names("full class fields")
APPLICATION = _names(
    "id job company applicant status allowed submitted_at updated_at viewed_at"
)
SENT = APPLICATION | {"resume", "cover_letter", "answers"}
USER = _names("id email full_name role is_active")
REPORT = _names("id kind format status progress rows")
PAIR = _names("access refresh expires_in")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def has(body: Body, names: Iterable[str], what: str) -> None:
    """Refuse what lacks one of some members."""
    if not isinstance(body, dict):
        raise Wrong(f"{what} is no object")
    if missing := sorted(set(names) - body.keys()):
        raise Wrong(f"{what} lacks {', '.join(missing)}")


def demand(holds: object, what: str) -> None:
    """Refuse an answer for which something does not hold."""
    if not holds:
        raise Wrong(what)


def card(body: Body, names: Iterable[str] = CARD, what: str = "card") -> None:
    """Check a job as lists show it."""
    has(body, names, what)
    has(body["company"], ("id", "name", "slug", "verified"), f"{what}.company")
    demand(body["url"].startswith("http"), f"{what}.url is not absolute")
    for name in ("published_at", "created_at"):
        at = body[name]
        demand(at is None or _INSTANT.fullmatch(at), f"{what}.{name} is no instant")


def published(body: Body) -> None:
    """Check a job that everybody may see."""
    card(body, JOB, "job")
    demand(body["status"] in ("published", "closed", "expired"), "job is not public")


def job_in(*states: str) -> Check:
    """Return a check that a job is in one of some states."""

    def check(body: Body) -> None:
        card(body, JOB, "job")
        demand(body["status"] in states, f"job is {body['status']}")

    return check


def page(body: Body, size: int, each: Check, what: str = "page") -> None:
    """Check a list: its members, each result, and that a cut page has a `next`."""
    has(body, ("results", "next", "previous"), what)
    results = body["results"]
    demand(len(results) <= size, f"{what} has {len(results)} results of {size}")
    demand(
        len(results) == size or body["next"] is None, f"{what} is short, but goes on"
    )
    if body["next"] is not None:
        demand(body["next"].startswith("http"), f"{what}.next is not absolute")
    for result in results:
        each(result)


def pages_of(size: int, each: Check) -> Check:
    """Return a check of pages of a size."""
    return lambda body: page(body, size, each)


def cards(size: int = 20) -> Check:
    """Return a check of a list of public jobs."""

    def each(body: Body) -> None:
        card(body)
        demand(body["status"] == "published", f"a list shows what is {body['status']}")

    return pages_of(size, each)


def search_answer(parameters: Mapping[str, str], size: int = 20) -> Check:
    """Return a check of what a search answers."""

    def each(body: Body) -> None:
        card(body)
        has(body, ("match", "highlights"), "result")
        has(body["match"], MATCH, "match")
        has(body["highlights"], ("title", "snippet"), "highlights")
        demand(body["status"] == "published", f"search shows what is {body['status']}")
        for name in ("employment_type", "workplace", "category", "experience_level"):
            if name in parameters:
                demand(body[name] == parameters[name], f"a result is of another {name}")

    def check(body: Body) -> None:
        has(body, SEARCH, "search")
        page(body, size, each, "search")
        has(body["total"], ("value", "relation"), "total")
        full = sum(1 for result in body["results"] if result["match"]["full"])
        demand(body["total"]["value"] >= full, "total is less than what is shown")

    return check


def listed(names: Iterable[str], what: str, size: int = 20) -> Check:
    """Return a check of a list of things that have some members."""
    wanted = frozenset(names)
    return pages_of(size, lambda body: has(body, wanted, what))


def thing(names: Iterable[str], what: str) -> Check:
    """Return a check of one thing that has some members."""
    wanted = frozenset(names)
    return lambda body: has(body, wanted, what)


def suggestions(body: Body) -> None:
    """Check what completes a word."""
    has(body, ("results",), "suggest")
    for result in body["results"]:
        has(result, ("kind", "value", "count"), "suggestion")
        kinds = ("title", "skill", "company", "city")
        demand(result["kind"] in kinds, f"a suggestion is a {result['kind']}")


def posting(body: Body) -> None:
    """Check a JobPosting as search engines want it."""
    wanted = ("@context", "@type", "title", "description", "datePosted")
    has(body, (*wanted, "hiringOrganization"), "JSON-LD")
    demand(body["@type"] == "JobPosting", "JSON-LD is no JobPosting")
    placed = {"jobLocation", "jobLocationType"} & body.keys()
    demand(placed, "JSON-LD says not where")


def problem(body: Body, code: str) -> None:
    """Check that a refusal is a problem document of a code."""
    has(body, ("type", "title", "status", "code", "request_id"), "problem")
    demand(body["code"] == code, f"the code is {body['code']} and not {code}")


class Walk:
    """Pages in a row, in which nothing may come twice."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def note(self, body: Body) -> None:
        """Take a page in, or refuse it."""
        ids = [result["id"] for result in body["results"]]
        again = len(ids) - len(set(ids)) + len(self.seen.intersection(ids))
        demand(not again, f"a walk shows {again} again")
        self.seen.update(ids)
