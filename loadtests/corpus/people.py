"""The made-up people by their numbers: names, résumés, letters."""

from jobs.samples import names
from jobs.samples.chance import Chance


def full_name(number: int, *, seed: object) -> str:
    """Return the name of the person of a number."""
    return names.person(Chance("person", seed, number))
