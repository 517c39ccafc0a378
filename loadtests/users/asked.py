"""What people type: the mixed queries of the benches, one after the other."""

import random
from functools import cache
from itertools import count

from loadtests.searching.queries import Query, Words, mixed

DRAWN = 20_000
_next = count(random.randrange(DRAWN))


@cache
def _log() -> list[Query]:
    return mixed(Words(), DRAWN)


def prepare() -> None:
    """Draw the queries before anybody waits for one."""
    _log()


def next_query() -> Query:
    """Return the next search that somebody makes."""
    log = _log()
    return log[next(_next) % len(log)]


def typed() -> str:
    """Return how a word begins that somebody is typing."""
    while True:
        words = [
            word
            for word in next_query().parameters.get("q", "").split()
            if word.isalpha() and len(word) > 3  # noqa: PLR2004  # what is worth completing
        ]
        if words:
            word = random.choice(words)
            return word[: random.randint(3, min(len(word), 6))]
