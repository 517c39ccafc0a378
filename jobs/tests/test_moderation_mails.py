"""What recruiters read of a moderator's decision."""

from typing import Any

import pytest

from accounts.tests.mailbox import Mailbox, text_of
from conftest import Cast, sign_in
from jobs.models import Job
from jobs.tests.factory import new_job


def decide(cast: Cast, job: Job, action: str, body: Any) -> Any:
    return sign_in(cast.erin).post(f"/api/v1/moderation/jobs/{job.pk}/{action}/", body)


HELLO = "Hello Grace Example,"
SEEN = "A moderator has looked at Welder: it is not published."
TAKEN = "A moderator has looked at Welder: it is not shown for the time being."
AGAIN = "Change the job and submit it again."
ANSWER = "Answer to this mail if you think that this is a mistake."
MAILS: dict[str, tuple[str, str, dict[str, str], str, list[str]]] = {
    "approved": (
        "pending",
        "approve",
        {},
        "Published: Welder",
        [HELLO, "A moderator has looked at Welder: it is published."],
    ),
    "rejected": (
        "pending",
        "reject",
        {"reason": "misleading", "comment": "Say what\nis paid."},
        "Not published: Welder",
        [HELLO, SEEN, "The reason: misleading.", "Say what is paid.", AGAIN],
    ),
    "rejected without a comment": (
        "pending",
        "reject",
        {"reason": "spam"},
        "Not published: Welder",
        [HELLO, SEEN, "The reason: spam.", AGAIN],
    ),
    "rejected for a reason without a name": (
        "pending",
        "reject",
        {"reason": "other", "comment": "The link is dead."},
        "Not published: Welder",
        [HELLO, SEEN, "The link is dead.", AGAIN],
    ),
    "frozen": (
        "published",
        "freeze",
        {"reason": "discrimination", "comment": "Men only?"},
        "Taken off the board: Welder",
        [HELLO, TAKEN, "The reason: discrimination.", "Men only?", ANSWER],
    ),
    "frozen without a word": (
        "published",
        "freeze",
        {},
        "Taken off the board: Welder",
        [HELLO, TAKEN, ANSWER],
    ),
    "unfrozen": (
        "frozen",
        "unfreeze",
        {},
        "Back on the board: Welder",
        [HELLO, "Welder is shown again."],
    ),
}


@pytest.mark.parametrize("name", MAILS)
def test_recruiters_are_told_by_mail(cast: Cast, mailbox: Mailbox, name: str):
    state, action, body, subject, paragraphs = MAILS[name]
    job = new_job(cast.globex, state, title="Welder")
    assert decide(cast, job, action, body).status_code == 200
    [mail] = mailbox.to("grace@example.org")
    assert mail["Subject"] == subject
    written = text_of(mail).partition("\n-- ")[0].strip().split("\n\n")
    assert [part.replace("\n", " ").strip() for part in written] == paragraphs
    assert mailbox.subjects("charlie@example.org") == [subject]
    everybody = {str(each["To"]) for each in mailbox.read()}
    assert len(everybody) == 2


NOTICES = {
    ("pending", "approve", ""): "Your job is published.",
    ("pending", "reject", "spam"): (
        "A job of yours was not published. The reason: spam."
    ),
    ("pending", "reject", "other"): "A job of yours was not published.",
    ("published", "freeze", "spam"): "A job of yours is not shown for the time being.",
    ("frozen", "unfreeze", ""): "A job of yours is shown again.",
}


@pytest.mark.parametrize("case", NOTICES, ids=str)
def test_recruiters_are_told_in_their_list(cast: Cast, mailbox: Mailbox, case: Any):
    state, action, reason = case
    job = new_job(cast.globex, state)
    decide(cast, job, action, {"reason": reason} if reason else {})
    mailbox.read()
    [line] = sign_in(cast.grace).get("/api/v1/me/notifications/").json()["results"]
    assert (line["text"], line["subject"]) == (NOTICES[case], job.key)
    for other in (cast.alice, cast.dana):
        listed = sign_in(other).get("/api/v1/me/notifications/").json()["results"]
        assert listed == []
