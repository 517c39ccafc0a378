"""Made-up ads that let a board grow to any size, in minutes.

They come by COPY and through the board's own triggers, by as many processes as there
are cores. The indexes of words are taken away meanwhile, and made in one go after it.
Ads come in the order in which they were published, as they would on a board that has
been running.
"""

from django.db import transaction
from django.utils import timezone

from jobs.samples.companies import employer
from jobs.services.stocking import Stock, stock_jobs
from loadtests.corpus.ads import COMPANIES, SEED, dated, sample
from loadtests.corpus.companies import add_companies
from loadtests.corpus.copying import count_of, in_batches, present, run, stage
from loadtests.corpus.ids import id_of
from loadtests.corpus.indexes import without_indexes
from loadtests.corpus.plan import Plan
from search.services.counting import count_words

BATCH = 500
TABLES = ("jobs_job", "search_document", "search_sample", "search_title_word")


def grow(to: int) -> None:
    """Let the board grow to so many ads, and say how long each part took."""
    begin = count_of("jobs_job")
    if begin > to:
        raise SystemExit(f"The board has {begin:,} jobs; it only grows.")
    plan = Plan(to - begin, COMPANIES, 0, 0, SEED, timezone.now(), files=False)
    with stage(f"{COMPANIES:,} companies"):
        add_companies(plan)
    if begin < to:
        with without_indexes():
            fill(begin, plan)
    settle()


def fill(begin: int, plan: Plan) -> int:
    """Add the ads of a plan from a number on that are missing, the oldest first."""
    return in_batches("ads", plan.ads, BATCH, add_batch, begin, plan)


def add_batch(first: int, last: int, begin: int, plan: Plan) -> int:
    """Add the ads of a span that are missing; return how many."""
    seed, companies = plan.seed, plan.companies
    ids = {n: id_of("ad", seed, begin + n) for n in range(first, last)}
    known = present("jobs_job", list(ids.values()))
    stocks = (
        Stock(
            dated(sample(begin + n, seed=seed, companies=companies), n / plan.ads),
            id_of("company", seed, employer(begin + n, seed=seed, companies=companies)),
            id=job_id,
        )
        for n, job_id in ids.items()
        if job_id not in known
    )
    with transaction.atomic():
        return stock_jobs(stocks, now=plan.now)


def settle() -> None:
    """Leave the tables as a board has them that has been running for long."""
    with stage("vacuum and analyze"):
        run(*(f"VACUUM (ANALYZE) {table}" for table in TABLES), "CHECKPOINT")
    with stage("count words"):
        count_words(always=True)
