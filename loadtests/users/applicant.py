"""Applicants: search, walk on, open, save, apply and see what became of it."""

import random
from collections import deque
from typing import Any
from urllib.parse import urlencode

from loadtests.users.asked import next_query, typed
from loadtests.users.contract import (
    SENT,
    Walk,
    cards,
    demand,
    listed,
    problem,
    published,
    search_answer,
    suggestions,
    thing,
)
from loadtests.users.judging import Answer
from loadtests.users.logins import logins
from loadtests.users.signed_in import SignedIn
from loadtests.users.visitor import API, habits_of
from loadtests.users.writings import answers, letter, resume

COMPANIES = "load-test-company"
"""How the slugs of companies begin that are there for load tests only.

Whoever is real must get no application of somebody who is not.
"""
_ASKED_AT_ONCE = 30
_REFUSALS = ("already_applied", "job_not_open")


class Applicant(SignedIn):
    """One who looks for a job."""

    kind = "applicant"

    def on_signed_in(self) -> None:
        """Begin with nothing seen."""
        self.seen: deque[dict[str, Any]] = deque(maxlen=60)
        self.saved: list[str] = []
        self.applied: set[str] = set()
        self.sent: deque[str] = deque(maxlen=20)
        self.resume_id = ""

    def search(self) -> None:
        """Search, and walk on to the page that one wants."""
        query = next_query()
        path = f"{API}search/jobs/?{urlencode(query.parameters)}"
        answer = self.ask("search", "GET", path, check=search_answer(query.parameters))
        if answer is not None:
            self.seen.extend(answer.body["results"])
            more = min(query.page, habits_of(self.kind).walk_at_most) - 1
            self._walk(answer, more, search_answer(query.parameters))

    def browse(self) -> None:
        """Look at what is new, and at some pages of it."""
        answer = self.ask("browse", "GET", f"{API}jobs/", check=cards())
        if answer is not None:
            self.seen.extend(answer.body["results"])
            self._walk(answer, random.randrange(3), cards())

    def _walk(self, first: Answer, pages: int, check: Any) -> None:
        walk, answer = Walk(), first
        walk.note(first.body)
        for _ in range(pages):
            if answer.body["next"] is None:
                return
            self.wait()
            found = self.ask(
                "next_page",
                "GET",
                answer.body["next"],
                check=check,
                look=lambda answer: walk.note(answer.body),
            )
            if found is None:
                return
            answer = found

    def open_job(self) -> None:
        """Read one of the jobs that one has seen in a list."""
        if not self.seen:
            return self.browse()
        job = random.choice(self.seen)

        def is_it(answer: Answer) -> None:
            demand(answer.body["id"] == job["id"], "this is another job")

        path = f"{API}jobs/{job['id']}/"
        self.ask("open_job", "GET", path, check=published, look=is_it)
        return None

    def suggest(self) -> None:
        """Type, and be helped."""
        path = f"{API}search/suggest/?{urlencode({'q': typed()})}"
        self.ask("suggest", "GET", path, check=suggestions)

    def save_job(self) -> None:
        """Save a job, or let go of one when there are some."""
        if len(self.saved) > 5:  # noqa: PLR2004  # enough
            path = f"{API}me/saved-jobs/{self.saved.pop(0)}/"
            self.ask("unsave_job", "DELETE", path, due=204)
        elif self.seen:
            job = random.choice(self.seen)["id"]
            if job not in self.saved:
                self._save(job)

    def _save(self, job: str) -> None:
        def look(answer: Answer) -> None:
            if answer.status == 409:  # noqa: PLR2004  # saved in a run before this one
                problem(answer.body, "already_saved")

        answer = self.ask(
            "save_job",
            "POST",
            f"{API}me/saved-jobs/",
            due=(201, 409),
            body={"job": job},
            check=thing(("job", "saved_at"), "saved job"),
            look=look,
        )
        if answer is not None:
            self.saved.append(job)

    def read_saved(self) -> None:
        """Look at what one has saved."""
        path = f"{API}me/saved-jobs/"
        self.ask("read_saved", "GET", path, check=listed(("job",), "saved jobs"))

    def apply(self) -> None:
        """Apply with a résumé for a job of a company that is there for this."""
        if not self.resume_id:
            self._hand_in()
        job = self._job_to_apply_for()
        if job is None or not self.resume_id:
            return
        self.applied.add(job["id"])
        form = self.ask(
            "read_form",
            "GET",
            f"{API}jobs/{job['id']}/application-form/",
            check=thing(("$schema", "type", "properties"), "form"),
        )
        if form is not None:
            self.wait()
            self._apply(job, answers(form.body, self.resume_id))

    def _apply(self, job: dict[str, Any], told: dict[str, Any]) -> None:
        def look(answer: Answer) -> None:
            if answer.status == 409:  # noqa: PLR2004  # another with this account was faster
                demand(answer.body.get("code") in _REFUSALS, "409 without its reason")
                return problem(answer.body, answer.body["code"])
            demand(answer.headers.get("location"), "201 without Location")
            return demand(answer.body["status"] == "submitted", "it is not submitted")

        sent = self.create(
            "apply",
            f"{API}jobs/{job['id']}/applications/",
            due=(201, 409),
            body={
                "resume": self.resume_id,
                "cover_letter": letter(job["title"]),
                "answers": told,
            },
            check=thing(SENT, "application"),
            look=look,
        )
        if sent is not None and sent.status == 201:  # noqa: PLR2004  # it is ours
            self.sent.append(sent.body["id"])

    def _hand_in(self) -> None:
        known = self.ask(
            "read_resumes",
            "GET",
            f"{API}resumes/",
            check=listed(("id", "name", "status"), "resumes"),
        )
        if known is None:
            return
        if len(known.body["results"]) > 5:  # noqa: PLR2004  # handed in by runs before
            self.resume_id = known.body["results"][0]["id"]
            return
        kind, raw = resume(self.me.get("full_name", "Somebody"))
        answer = self.create(
            "hand_in_resume",
            f"{API}resumes/",
            raw=raw,
            headers={"Content-Type": kind},
            check=thing(("id", "name", "kind", "status"), "resume"),
        )
        if answer is not None:
            self.resume_id = answer.body["id"]

    def _job_to_apply_for(self) -> dict[str, Any] | None:
        path = f"{API}jobs/?company={','.join(_companies())}"
        answer = self.ask("browse_companies", "GET", path, check=cards())
        jobs = answer.body["results"] if answer else []
        self.seen.extend(jobs)
        left = [job for job in jobs if job["id"] not in self.applied]
        return random.choice(left) if left else None

    def read_sent(self) -> None:
        """See what became of what one has sent."""
        check = listed(("id", "job", "status"), "applications")
        answer = self.ask("read_sent", "GET", f"{API}applications/", check=check)
        if answer is not None and answer.body["results"]:
            one = random.choice(answer.body["results"])["id"]
            path = f"{API}applications/{one}/"
            self.ask("read_application", "GET", path, check=thing(SENT, "application"))


def _companies() -> list[str]:
    """Return slugs of companies whose employers may be here: the first, and some."""
    count = len(logins().get("employer", ())) or 1
    numbers = range(1, count + 1)
    some = {*numbers[:_ASKED_AT_ONCE], *random.choices(numbers, k=_ASKED_AT_ONCE)}
    return [f"{COMPANIES}-{number}" for number in sorted(some)]
