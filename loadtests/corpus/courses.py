"""How applications go: for which ads, and from stage to stage."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from jobs.samples.chance import Chance, Weighted

_STRIDE = 7_368_787
HEAD = 50
"""One ad in so many gets about as many applications as the most popular one."""
_ENDS = Weighted(
    {
        "submitted": 34,
        "in_review": 20,
        "shortlisted": 8,
        "interview": 7,
        "offered": 2,
        "hired": 3,
        "rejected": 23,
        "withdrawn": 3,
    }
)
_LINE = ("submitted", "in_review", "shortlisted", "interview", "offered", "hired")
_WORDS = ("Yes, gladly.", "For some years now.", "I would like to learn it.")
_REASONS = Weighted(
    {
        "qualifications": 30,
        "experience": 30,
        "position_filled": 20,
        "location": 8,
        "salary": 7,
        "other": 5,
    }
)


class Course(NamedTuple):
    """Where an application has been, the last stage being where it is."""

    stages: tuple[str, ...]
    reason: str


def how_many(number: int, *, applicants: int, applications: int, seed: int) -> int:
    """Return how many applications an applicant sends; all of them send them all.

    What one of a pair sends more, the other sends less.
    """
    fair, rest = divmod(applications, applicants)
    own = fair + (1 if number < rest else 0)
    first = number - number % 2
    if first + 1 >= applicants:
        return own
    more = Chance("many", seed, first).number(0, fair)
    return own + (more if number == first else -more)


def wanted(number: int, *, ads: int, seed: int) -> Iterator[int]:
    """Yield ads that an applicant would like, some of which everybody likes."""
    chance = Chance("wanted", seed, number)
    while True:
        rank = chance.rank(ads, max(1, ads / HEAD))
        yield rank * _STRIDE % ads


def course(chance: Chance) -> Course:
    """Return how an application has gone so far."""
    end = _ENDS.pick(chance)
    if end in _LINE:
        # Some skip a stage; none skips the offer before it is hired.
        line = _LINE[: _LINE.index(end)]
        kept = [
            stage
            for stage in line
            if stage in ("submitted", "offered") or chance.random() < 0.8  # noqa: PLR2004  # most
        ]
        return Course((*kept, end), "")
    before = _LINE[: chance.number(1, 4)]
    return Course((*before, end), _REASONS.pick(chance) if end == "rejected" else "")


def answers(
    questions: list[dict[str, Any]], chance: Chance, resume: str
) -> dict[str, Any]:
    """Return answers to an ad's questions."""
    made = {each["id"]: _answer(each, chance, resume) for each in questions}
    return {name: value for name, value in made.items() if value is not None}


def _answer(asked: dict[str, Any], chance: Chance, resume: str) -> Any:
    if not asked["required"] and chance.random() < 0.3:  # noqa: PLR2004  # some leave it out
        return None
    ways: dict[str, Callable[[], Any]] = {
        "boolean": lambda: chance.random() < 0.7,  # noqa: PLR2004  # more yes than no
        "number": lambda: chance.number(1, 30),
        "choice": lambda: chance.pick(asked["choices"]),
        "multi_choice": lambda: chance.some(asked["choices"], chance.number(1, 2)),
        "file": lambda: resume,
    }
    return ways.get(asked["type"], lambda: chance.pick(_WORDS))()
