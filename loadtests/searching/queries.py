"""What people ask: a log of queries drawn from the words of the corpus, with a seed.

It is the same log for every size of the board. Words are told apart by the share of
the ads that have them, counted over a sample of the corpus as it is made.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from jobs.samples.ads import Sample
from loadtests.corpus.ads import sample

SEED = 5
DRAWN_FROM, SAMPLED = 10_000, 4_000
COMMON, MEDIUM = (0.05, 0.30), (0.003, 0.03)
"""The shares of ads between which a word is called so; rare ones are in one ad only."""
ROLES = 0.005
"""In such a share of the titles, a word of titles is one that people look for."""
SHARES = {
    "browse": 0.20,
    "common": 0.40,
    "filtered": 0.20,
    "rare": 0.10,
    "phrase": 0.05,
    "nothing": 0.05,
}
DEEP, DEEPEST = 0.10, 50
"""So many of the queries ask for a later page, up to this one."""
_WORD = re.compile(r"[a-z\u00df-\u024f\u0400-\u04ff]{3,20}")
_SYLLABLES = re.findall("..", "babebibobudafegaglikalolumimunepraquorizu")
Parameters = dict[str, str]


@dataclass(frozen=True)
class Query:
    """One search: what kind it is of, its parameters, and which page it asks for."""

    kind: str
    parameters: Parameters
    page: int = 1


class Words:
    """The words of the corpus by how common they are, and ads to take more from."""

    def __init__(self) -> None:
        numbers = random.Random(SEED).sample(range(DRAWN_FROM), SAMPLED)
        self.ads: list[Sample] = [sample(number) for number in numbers]
        self.titles = [words_of(each.body["title"]) for each in self.ads]
        texts = [
            {*title, *words_of(each.text)}
            for title, each in zip(self.titles, self.ads, strict=True)
        ]
        self.shares = {
            word: found / SAMPLED
            for word, found in Counter(w for text in texts for w in text).items()
        }
        self.common = self._between(*COMMON)
        self.medium = self._between(*MEDIUM)
        self.rare = sorted(w for w, share in self.shares.items() if share * SAMPLED < 2)  # noqa: PLR2004  # once
        named = Counter(w for title in self.titles for w in set(title))
        self.roles = {
            word: found for word, found in named.items() if found >= ROLES * SAMPLED
        }

    def _between(self, least: float, most: float) -> list[str]:
        return sorted(w for w, share in self.shares.items() if least <= share <= most)


def words_of(text: str) -> list[str]:
    """Return the words of a text in their order."""
    return _WORD.findall(text.lower())


def mixed(words: Words, count: int) -> list[Query]:
    """Return so many queries, each kind with its share, in a random order."""
    chance = random.Random(SEED)
    drawn = _Draw(words, chance)
    found = [
        Query(kind, getattr(drawn, kind)(), _page(chance))
        for kind, share in SHARES.items()
        for _ in range(round(share * count))
    ]
    chance.shuffle(found)
    return found


def _page(chance: random.Random) -> int:
    return chance.randint(2, DEEPEST) if chance.random() < DEEP else 1


class _Draw:
    """Draws the parameters of a query of each kind."""

    def __init__(self, words: Words, chance: random.Random) -> None:
        self._words, self._chance = words, chance
        self._roles, self._named = list(words.roles), list(words.roles.values())
        self._weights = [words.shares[each] for each in words.common]

    def browse(self) -> Parameters:
        """Everything, or what one filter leaves."""
        return self._filter() if self._chance.random() < 0.5 else {}  # noqa: PLR2004  # half

    def common(self) -> Parameters:
        """What a job is called, a word of many ads, or two words of a title."""
        way = self._chance.randrange(3)
        if way == 0:
            return {"q": self._chance.choices(self._roles, self._named)[0]}
        if way == 1:
            return {"q": self._common()}
        return {"q": " ".join(self._some(self._titled(), 2))}

    def filtered(self) -> Parameters:
        """Two or three words of a title and its skills, with one or two filters."""
        words = self._some(self._titled(3), self._chance.randint(2, 3))
        found = {"q": " ".join(words), **self._filter()}
        return found if self._chance.random() < 0.5 else {**found, **self._filter()}  # noqa: PLR2004  # half

    def rare(self) -> Parameters:
        """A word that hardly any ad has; one time in four beside a common one."""
        rare = self._chance.choice(self._words.rare)
        if self._chance.randrange(4):
            return {"q": rare}
        return {"q": f"{self._common()} {rare}"}

    def phrase(self) -> Parameters:
        """Two words side by side, in a title or in a text, or one without another."""
        way = self._chance.randrange(4)
        if way == 0:
            return {"q": '"{} {}"'.format(*self._chance.choice(self._pairs()))}
        if way == 1:
            text = words_of(self._chance.choice(self._words.ads).text)
            return {"q": '"{} {}"'.format(*self._chance.choice(list(pairwise(text))))}
        return {"q": f"{self._common()} -{self._common()}"}

    def nothing(self) -> Parameters:
        """A word that nobody has ever used; two times in five beside a common one."""
        size = self._chance.randint(3, 4)
        word = "".join(self._chance.choice(_SYLLABLES) for _ in range(size))
        if self._chance.randrange(5) > 1:
            return {"q": word}
        return {"q": f"{self._common()} {word}"}

    def _common(self) -> str:
        return self._chance.choices(self._words.common, self._weights)[0]

    def _titled(self, least: int = 2) -> list[str]:
        """Return the words of a title, with its skills if it has too few."""
        while True:
            place = self._chance.randrange(SAMPLED)
            title = self._words.titles[place]
            skills = words_of(" ".join(self._words.ads[place].body["skills"]))
            found = list(
                dict.fromkeys(title if len(title) >= least else title + skills)
            )
            if len(found) >= least:
                return found

    def _pairs(self) -> list[tuple[str, str]]:
        return list(pairwise(self._titled()))

    def _some(self, words: Sequence[str], count: int) -> list[str]:
        """Return so many of the words that stand side by side."""
        begin = self._chance.randint(0, max(len(words) - count, 0))
        return list(words[begin : begin + count])

    def _filter(self) -> Parameters:
        body = self._chance.choice(self._words.ads).body
        return self._chance.choice(list(_filters(body)))


def _filters(body: dict[str, Any]) -> Iterator[Parameters]:
    """Yield the filters that an ad passes, one at a time."""
    for name in ("employment_type", "workplace", "category", "experience_level"):
        if body[name]:
            yield {name: body[name]}
    if body["locations"]:
        place = body["locations"][0]
        yield {"country": place["country"]}
        yield {"city": place["city"]}
    yield {"posted_within": "7d"}
