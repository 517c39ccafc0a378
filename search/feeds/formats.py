"""What a format of feed is made of, and what each is told of the feed as a whole."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from search.feeds.postings import Posting

VERSION = 1
"""Raised with every change of what is written: what clients keep is then old."""
TITLE = "Job board"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True)
class Channel:
    """A feed as a whole."""

    address: str
    """Where it was asked for, with its filters: that is also what it is called."""
    home: str
    job_address: Callable[[UUID | str], str]
    """What makes the address of a job's page from its id."""
    updated_at: datetime


@dataclass(frozen=True)
class Format:
    """One way to write a feed: what comes first, each job, and what comes last."""

    name: str
    media_type: str
    head: Callable[[Channel], str]
    item: Callable[[Posting], str]
    tail: str
