"""Employers: post, edit and close jobs, read what was sent, move it on, report."""

import random
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from loadtests.users.contract import (
    JOB,
    REPORT,
    SENT,
    demand,
    has,
    job_in,
    listed,
    search_answer,
    thing,
)
from loadtests.users.judging import Answer
from loadtests.users.signed_in import SignedIn
from loadtests.users.visitor import API
from loadtests.users.writings import ad

KEPT = 10
"""So many jobs an employer has open before one of them is closed."""
_KINDS = ("applications", "pipeline_funnel", "time_to_hire", "responsiveness")
_FORMATS = ("json", "csv", "xlsx", "pdf")
_TRIES = 15
_DONE = ("ready", "failed", "cancelled", "expired")


class Employer(SignedIn):
    """One who looks for people."""

    kind = "employer"

    def on_signed_in(self) -> None:
        """Begin with a job that others may apply for."""
        self.jobs: deque[str] = deque()
        self.post_job()

    def post_job(self) -> None:
        """Post a job, hand it in, and find it where it is public at once."""
        body = ad()
        posted = self.create(
            "post_job", f"{API}jobs/", body=body, check=job_in("draft")
        )
        if posted is None:
            return
        job = posted.body["id"]
        due = job_in("published", "pending")
        submitted = self.create(
            "submit_job", f"{API}jobs/{job}/submit/", due=200, body={}, check=due
        )
        if submitted is None:
            return
        self.jobs.append(job)
        if submitted.body["status"] == "published":
            self._find(job, body["external_id"])

    def _find(self, job: str, mark: str) -> None:
        """Search for a job: the first search after it was published finds it."""

        def is_found(answer: Answer) -> None:
            found = {result["id"] for result in answer.body["results"]}
            demand(job in found, "a published job is not found")

        path = f"{API}search/jobs/?{urlencode({'q': mark})}"
        self.ask("find_new_job", "GET", path, check=search_answer({}), look=is_found)

    def edit_job(self) -> None:
        """Change a job as it was read, and not as somebody else has left it."""
        if not self.jobs:
            return
        path = f"{API}jobs/{random.choice(self.jobs)}/"
        read = self.ask("read_own_job", "GET", path, check=thing(JOB, "job"))
        if read is None:
            return
        tag = read.headers.get("etag") or ""
        positions = read.body["positions"] % 9 + 1
        if read.body["status"] in ("closed", "expired", "frozen"):
            return

        def is_changed(answer: Answer) -> None:
            if answer.status == 200:  # noqa: PLR2004  # else somebody was faster
                demand(answer.body["positions"] == positions, "it is not changed")

        self.ask(
            "edit_job",
            "PATCH",
            path,
            due=(200, 412),
            body={"positions": positions},
            headers={"If-Match": tag} if tag else {},
            check=thing(JOB, "job"),
            look=is_changed,
        )

    def close_job(self) -> None:
        """Close the oldest of one's jobs when there are enough."""
        if len(self.jobs) <= KEPT:
            return
        path = f"{API}jobs/{self.jobs.popleft()}/close/"
        # A moderator may have been there first.
        self.create("close_job", path, due=(200, 409), body={"reason": "filled"})

    def read_own_jobs(self) -> None:
        """Look at one's own jobs, drafts and all."""
        check = listed(JOB - {"description", "questions"}, "own jobs")
        self.ask("read_own_jobs", "GET", f"{API}jobs/?mine=true", check=check)

    def read_received(self) -> None:
        """Look at what was sent, and read some of it."""
        answer = self._received()
        if answer is not None and answer.body["results"]:
            one = random.choice(answer.body["results"])["id"]
            path = f"{API}applications/{one}/"

            def is_seen(answer: Answer) -> None:
                demand(answer.body["viewed_at"], "it is read, and not viewed")

            check = thing(SENT, "application")
            self.ask("read_one_received", "GET", path, check=check, look=is_seen)

    def _received(self) -> Answer | None:
        path = f"{API}applications/"
        if random.random() < 0.5:  # noqa: PLR2004  # half of the time
            path += "?status=submitted,in_review"
        check = listed(("id", "job", "applicant", "status", "allowed"), "received")
        return self.ask("read_received", "GET", path, check=check)

    def move(self) -> None:
        """Move an application to where it may go."""
        answer = self._received()
        results = answer.body["results"] if answer else []
        movable = [each for each in results if each["allowed"]]
        if not movable:
            return
        one = random.choice(movable)
        to = random.choice(one["allowed"])
        body = {"to": to} | ({"reason": "experience"} if to == "rejected" else {})

        def is_moved(answer: Answer) -> None:
            if answer.status == 409:  # noqa: PLR2004  # a colleague was faster
                return has(answer.body, ("code", "allowed"), "409")
            return demand(
                to == "reopened" or answer.body["status"] == to, "it is not moved"
            )

        path = f"{API}applications/{one['id']}/move/"
        self.create("move", path, due=(200, 409), body=body, look=is_moved)

    def order_report(self) -> None:
        """Order a report, wait for it, and fetch it."""
        today = datetime.now(UTC).date()  # noqa: TID251  # no Django here
        body = {
            "kind": random.choice(_KINDS),
            "format": random.choice(_FORMATS),
            "period": {"from": str(today - timedelta(days=30)), "to": str(today)},
        }
        ordered = self.create(
            "order_report",
            f"{API}reports/",
            due=202,
            body=body,
            check=thing(REPORT, "report"),
        )
        if ordered is not None and self._await(ordered.body["id"]):
            self._fetch(ordered.body["id"])

    def _await(self, report: str) -> bool:
        for _ in range(_TRIES):
            self.wait()
            answer = self.ask(
                "poll_report", "GET", f"{API}reports/{report}/", check=_not_failed
            )
            if answer is None or answer.body["status"] in _DONE:
                return answer is not None
        return False

    def _fetch(self, report: str) -> None:
        path = f"{API}reports/{report}/download/"
        answer = self.ask("download_report", "GET", path, due=302)
        if answer is not None:
            where = str(answer.headers.get("location"))
            self.ask("fetch_report", "GET", where, look=_is_full)


def _not_failed(body: Any) -> None:
    has(body, REPORT, "report")
    demand(body["status"] != "failed", "the report has failed")


def _is_full(answer: Answer) -> None:
    demand(answer.text, "the file is empty")
