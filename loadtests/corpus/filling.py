"""Fills a board, a part after the other, each of which knows what is there already."""

import django

django.setup()

from loadtests.corpus.applicants import add_applicants  # noqa: E402
from loadtests.corpus.companies import add_companies  # noqa: E402
from loadtests.corpus.copying import run, stage  # noqa: E402
from loadtests.corpus.growing import fill, settle  # noqa: E402
from loadtests.corpus.indexes import bring_back, without_indexes  # noqa: E402
from loadtests.corpus.plan import Plan  # noqa: E402
from loadtests.corpus.sending import add_applications  # noqa: E402

WORTH_IT = 20_000
"""From so many new rows on, indexes are made again rather than kept up."""
TABLES = (
    "accounts_user",
    "accounts_company",
    "accounts_membership",
    "applications_resume",
    "applications_application",
    "applications_applicationmove",
    "applications_application_files",
    "reports_course",
)


def fill_board(plan: Plan) -> None:
    """Add what is missing of a corpus, and say how long each part took."""
    bring_back()
    with stage(f"{plan.companies:,} companies"):
        add_companies(plan)
    if max(plan.ads, plan.applications) < WORTH_IT:
        _add_rows(plan)
    else:
        with without_indexes():
            _add_rows(plan)
    run(*(f"VACUUM (ANALYZE) {table}" for table in TABLES))
    settle()


def _add_rows(plan: Plan) -> None:
    fill(0, plan)
    if plan.applicants:
        add_applicants(plan)
    if plan.applications:
        add_applications(plan)
