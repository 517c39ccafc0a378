"""Answers that are made while they are sent, and how many of them at a time.

A stream holds a thread of its process until the client has read it all. So that
crawlers cannot take all of them, each process serves only a few at once.
"""

import logging
import threading
import time
import weakref
from collections.abc import Callable, Iterator

from kernel.problems import Unavailable

log = logging.getLogger("search.feeds")
RETRY_AFTER = 10
LONGEST = 3600.0
"""Seconds after which a client that reads too slowly is let go."""


class Slots:
    """So many streams of a kind may go on in this process."""

    def __init__(self, most: int, *, patience: float = 0.0) -> None:
        self.most, self.patience = most, patience
        self._free = threading.BoundedSemaphore(most)

    def take(self) -> Callable[[], None]:
        """Take one, at once or in a moment, and return how it is given back.

        Or refuse with 503.
        """
        if not self._free.acquire(timeout=self.patience):
            raise Unavailable(
                "As many feeds are being read as we serve at a time.",
                retry_after=RETRY_AFTER,
            )
        return self._free.release


# Of the eight threads that a process has unless it is told otherwise. A part of the
# sitemap is short, and must not wait for feeds.
FEED_SLOTS = Slots(2)
SITEMAP_SLOTS = Slots(2, patience=2.0)


class TooSlow(Exception):
    """A client has not read its answer in the time that there is for one."""


class Stream:
    """The parts of an answer; when it ends, however it ends, `at_end` is called once.

    The server closes it. A response that nobody closes, because something failed around
    it, gives its slot back when it is collected.
    """

    def __init__(self, parts: Iterator[bytes], at_end: Callable[[], None]) -> None:
        self._parts = parts
        self._until = time.monotonic() + LONGEST
        self._end = weakref.finalize(self, at_end)

    def __iter__(self) -> Iterator[bytes]:
        """Return itself."""
        return self

    def __next__(self) -> bytes:
        """Return the next part; a failure breaks the answer off, unfinished."""
        if time.monotonic() > self._until:
            log.warning("feed_broke_off", extra={"why": "too slow"})
            raise TooSlow
        try:
            return next(self._parts)
        except StopIteration:
            self.close()
            raise
        except Exception as error:
            log.warning("feed_broke_off", extra={"why": type(error).__name__})
            raise

    def close(self) -> None:
        """Give back what the stream holds; once is enough, twice does no harm."""
        self._end()
