"""What users write: ads, résumés, letters, answers to questions."""

import random
from itertools import count
from typing import Any
from uuid import uuid4

from loadtests.corpus.ads import sample

BOUNDARY = "load-test-form"
SEED = 23
_FROM = 5_000_000
"""Ads from this number on, so that none is one of those that a corpus holds."""
_numbers = count(random.randrange(100_000))
_LETTER = (
    "Dear team, your ad speaks of {title}, which is what I have done for {years} years."
    " I learn quickly, I like to explain what I do, and I could begin in {weeks} weeks."
    " I would be glad to tell you more."
)
_RESUME = """{name}

Profile
{title} with {years} years of practice, reliable, curious, used to work in a team.

Experience
{years} years as {title}: {skills}.

Languages
English, fluently.
"""


def ad() -> dict[str, Any]:
    """Return the body of a new job, with a word in it that no other ad has."""
    body = dict(sample(_FROM + next(_numbers), seed=SEED).body)
    mark = f"lt{uuid4().hex[:12]}"
    body["description"] += f"<p>Reference {mark}.</p>"
    body["external_id"] = mark
    body["apply"] = {"method": "internal"}
    return body


def letter(title: str) -> str:
    """Return a cover letter for a job."""
    return _LETTER.format(
        title=title, years=random.randint(1, 20), weeks=random.randint(2, 12)
    )


def resume(name: str) -> tuple[str, bytes]:
    """Return the type and body of a form that hands a résumé in."""
    body = sample(_FROM + next(_numbers), seed=SEED).body
    text = _RESUME.format(
        name=name,
        title=body["title"],
        years=random.randint(1, 20),
        skills=", ".join(body["skills"]) or "whatever came up",
    )
    head = (
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=file;"
        ' filename="resume.txt"\r\nContent-Type: text/plain\r\n\r\n'
    )
    raw = f"{head}{text}\r\n--{BOUNDARY}--\r\n".encode()
    return f"multipart/form-data; boundary={BOUNDARY}", raw


def answers(schema: dict[str, Any], resume_id: str) -> dict[str, Any]:
    """Return answers that a form's JSON Schema accepts."""
    asked = schema["properties"].items()
    return {name: _answer(each, resume_id) for name, each in asked}


def _answer(asked: dict[str, Any], resume_id: str) -> Any:
    kind = asked["type"]
    if "enum" in asked:
        return random.choice(asked["enum"])
    if kind == "array":
        return [random.choice(asked["items"]["enum"])]
    if kind == "boolean":
        return random.random() < 0.5  # noqa: PLR2004  # one or the other
    if kind == "number":
        return random.randint(1, 40)
    if asked.get("format") == "uuid":
        return resume_id
    return "Yes, for some years, in two places, and I liked it."
