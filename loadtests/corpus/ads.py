"""The made-up ads by their numbers: always the same words, whatever the size.

The texts are those of `jobs/samples`, whose words are spread as words are: 36 are in
half of the ads, 700 in 5 to 50 %, and most in hardly any, because names, streets,
products and codes go on for ever. Nothing needs to be made up beside them: 10,000 ads
have 58,000 words.
"""

from functools import cache
from typing import Any

from jobs.samples.ads import Sample, ad
from jobs.samples.companies import company, employer

SEED = 11
COMPANIES = 20_000
DAYS = 30.0


def sample(number: int, *, seed: int = SEED, companies: int = COMPANIES) -> Sample:
    """Return the ad of a number, wherever it stands in time."""
    whose = employer(number, seed=seed, companies=companies)
    return ad(number, seed=seed, company=company_of(whose, seed))


@cache
def company_of(number: int, seed: int) -> dict[str, Any]:
    """Return what is known of the company of a number."""
    return company(number, seed=seed)


def dated(made: Sample, place: float) -> Sample:
    """Return an ad that came when a share of all had come: more are new than old.

    None of them runs out while one measures.
    """
    ago = DAYS * (1 - place) ** 1.2
    whole = max(made.published_days_ago + made.expires_in_days, DAYS + 1)
    return made._replace(published_days_ago=ago, expires_in_days=whole - ago)
