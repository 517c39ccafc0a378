"""The applicants of a corpus, each with an account and a résumé."""

from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.roles import Role
from jobs.samples.chance import Chance
from loadtests.corpus.companies import USER, known_password, user_row
from loadtests.corpus.copying import Row, copy_rows, in_batches, present
from loadtests.corpus.ids import id_of
from loadtests.corpus.people import full_name, resume_text
from loadtests.corpus.plan import Plan

BATCH = 1_000
_OLDEST = 400
_RESUME = (
    "id",
    "user_id",
    "name",
    "kind",
    "size",
    "stored_as",
    "text",
    "status",
    "created_at",
    "removed_at",
)


def applicant_id(number: int, seed: int) -> UUID:
    """Return the id of the applicant of a number."""
    return id_of("applicant", seed, number)


def resume_id(number: int, seed: int) -> UUID:
    """Return the id of that applicant's résumé."""
    return id_of("resume", seed, number)


def email_of(number: int, seed: int) -> str:
    """Return that applicant's address."""
    return f"applicant-{number}@corpus-{seed}.example.com"


def add_applicants(plan: Plan) -> int:
    """Add the applicants that are missing; return how many."""
    password = known_password()
    return in_batches("applicants", plan.applicants, BATCH, add_batch, plan, password)


@transaction.atomic
def add_batch(first: int, last: int, plan: Plan, password: str) -> int:
    """Add the applicants of a span that are missing; return how many."""
    seed, now = plan.seed, plan.now
    numbers = range(first, last)
    known = present("accounts_user", [applicant_id(n, seed) for n in numbers])
    missing = [n for n in numbers if applicant_id(n, seed) not in known]
    texts = {number: resume_text(number, seed=seed) for number in missing}
    if plan.files:
        _write(texts, seed)
    copy_rows("accounts_user", USER, (_user(n, seed, now, password) for n in missing))
    rows = (_resume(number, seed, now, text) for number, text in texts.items())
    copy_rows("applications_resume", _RESUME, rows)
    return len(missing)


def since(number: int, seed: int, now: datetime) -> datetime:
    """Return when an applicant signed up."""
    return now - timedelta(days=31 + Chance("since", seed, number).number(0, _OLDEST))


def _user(number: int, seed: int, now: datetime, password: str) -> Row:
    return user_row(
        applicant_id(number, seed),
        Role.APPLICANT,
        (email_of(number, seed), full_name(number, seed=seed)),
        password,
        since(number, seed, now),
    )


def _resume(number: int, seed: int, now: datetime, text: str) -> Row:
    return (
        resume_id(number, seed),
        applicant_id(number, seed),
        "resume.txt",
        "txt",
        len(text.encode()),
        _stored_as(number, seed),
        text,
        "ready",
        since(number, seed, now),
        None,
    )


def _stored_as(number: int, seed: int) -> str:
    return blake2b(f"{seed}:{number}".encode(), digest_size=16).hexdigest()


def _write(texts: dict[int, str], seed: int) -> None:
    """Write the files of résumés; they are there before the rows that name them."""
    folder = Path(settings.FILES_DIR) / "resumes"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number, text in texts.items():
        (folder / _stored_as(number, seed)).write_text(text, encoding="utf-8")
