"""What a corpus is made from."""

from datetime import datetime
from typing import NamedTuple


class Plan(NamedTuple):
    """How much of everything there is, with which seed, and when."""

    ads: int
    companies: int
    applicants: int
    applications: int
    seed: int
    now: datetime
    files: bool
    """Whether résumés have files, as those of people have."""
