"""Fill a board with made-up companies, ads, people and applications.

    python -m loadtests.corpus --ads 1000000 --companies 20000 --applicants 200000
        --applications 2000000 --seed 7

All of it comes by COPY and through the board's own triggers. The same arguments give
the same rows; a run that was stopped goes on where it was when it is started again
with the same arguments. Without DATABASE_URL it fills the board that `./dev up` runs.
"""

import argparse
import os
import sys
import time
from datetime import UTC, datetime

from loadtests.corpus.plan import Plan
from loadtests.users.logins import board_state

MOST_EACH = 0.1
"""An applicant applies for a tenth of all ads at most."""


def main() -> int:
    """Fill the board, a part after the other."""
    options = _parse()
    _choose_board()
    # Only now is it known which database Django is to use.
    from loadtests.corpus.filling import fill_board  # noqa: PLC0415

    day = options.day or time.strftime("%Y-%m-%d", time.gmtime())
    fill_board(
        Plan(
            ads=options.ads,
            companies=options.companies,
            applicants=options.applicants,
            applications=options.applications,
            seed=options.seed,
            now=datetime.fromisoformat(day).replace(tzinfo=UTC),
            files=options.files,
        )
    )
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m loadtests.corpus",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--ads", type=int, default=10_000)
    parser.add_argument("--companies", type=int, default=400)
    parser.add_argument("--applicants", type=int, default=0)
    parser.add_argument("--applications", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--day", help="at whose begin the board stands: 2026-11-21 (today)"
    )
    parser.add_argument(
        "--no-files", dest="files", action="store_false", help="résumés without files"
    )
    options = parser.parse_args()
    if options.applications > MOST_EACH * options.ads * options.applicants:
        parser.error("too many applications for so few applicants and ads.")
    return options


def _choose_board() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    if "DATABASE_URL" in os.environ:
        return
    state = board_state()
    if not state:
        sys.exit("corpus: no board is up: ./dev up starts one, or set DATABASE_URL.")
    os.environ["DATABASE_URL"] = state["database_url"]
    os.environ["REDIS_URL"] = state["redis_url"]
    os.environ.setdefault("DEBUG", "on")


if __name__ == "__main__":
    sys.exit(main())
