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


def sample(number: int, *, seed: int = SEED, companies: int = COMPANIES) -> Sample:
    """Return the ad of a number, wherever it stands in time."""
    whose = employer(number, seed=seed, companies=companies)
    return ad(number, seed=seed, company=_employer(whose, seed))


def described(companies: int, *, seed: int = SEED) -> list[dict[str, Any]]:
    """Return what is known of the first so many companies."""
    return [_employer(number, seed) for number in range(companies)]


@cache
def _employer(number: int, seed: int) -> dict[str, Any]:
    return company(number, seed=seed)
