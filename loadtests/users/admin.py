"""Admins: the queue, decisions, flags, users."""

import random
from urllib.parse import urlencode

from loadtests.users.applicant import COMPANIES
from loadtests.users.contract import JOB, USER, demand, has, listed, thing
from loadtests.users.judging import Answer
from loadtests.users.signed_in import SignedIn
from loadtests.users.visitor import API

_APPROVED = 0.8
_PARTS = ("an", "er", "load", "owner", "li")


class Admin(SignedIn):
    """One who keeps the board in order."""

    kind = "admin"

    def read_queue(self) -> Answer | None:
        """Look at what waits, oldest first."""
        check = listed(JOB | {"queue"}, "queue")
        return self.ask("read_queue", "GET", f"{API}moderation/jobs/", check=check)

    def decide(self) -> None:
        """Decide about a job of a company that is there for load tests."""
        path = f"{API}moderation/jobs/?{urlencode({'q': 'Load Test', 'page_size': 50})}"
        answer = self.ask(
            "look_in_queue", "GET", path, check=listed(JOB, "queue", size=50)
        )
        results = answer.body["results"] if answer else []
        ours = [
            job
            for job in results
            if job["company"]["slug"].startswith(COMPANIES)
            and "approve" in job["actions"]
        ]
        if ours:
            self._decide(random.choice(ours)["id"])

    def _decide(self, job: str) -> None:
        approves = random.random() < _APPROVED
        verb = "approve" if approves else "reject"
        refusal = {
            "reason": "incomplete",
            "comment": "Say more about the work, please.",
        }

        def is_done(answer: Answer) -> None:
            if answer.status == 409:  # noqa: PLR2004  # another admin was faster
                return has(answer.body, ("code", "allowed"), "409")
            due = ("published",) if approves else ("rejected",)
            return demand(answer.body["status"] in due, "it is not decided")

        self.create(
            verb,
            f"{API}moderation/jobs/{job}/{verb}/",
            due=(200, 409),
            body={} if approves else refusal,
            look=is_done,
        )

    def read_flags(self) -> None:
        """Look at what people have flagged."""
        check = listed(("id", "job", "reason"), "flags")
        self.ask("read_flags", "GET", f"{API}moderation/flags/", check=check)

    def read_users(self) -> None:
        """Look for somebody, and at that account."""
        path = f"{API}users/?{urlencode({'q': random.choice(_PARTS)})}"
        answer = self.ask("find_users", "GET", path, check=listed(USER, "users"))
        if answer is not None and answer.body["results"]:
            one = random.choice(answer.body["results"])["id"]
            self.ask(
                "read_user", "GET", f"{API}users/{one}/", check=thing(USER, "user")
            )
