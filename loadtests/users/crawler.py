"""Crawlers: feeds, the sitemap and what search engines read, all without an account."""

import random
import re
from collections import deque
from urllib.parse import urlencode

from loadtests.users.contract import cards, demand, posting
from loadtests.users.judging import Answer
from loadtests.users.visitor import API, Visitor

_FEEDS = {"rss": b"<rss", "atom": b"<feed", "xml": b"<source"}
_ENDS = {"rss": b"</rss>", "atom": b"</feed>", "xml": b"</source>"}
_PLACE = re.compile(rb"<loc>([^<]+)</loc>")
_JOB = re.compile(r"/jobs/[0-9a-f-]{36}/$")


class Crawler(Visitor):
    """A program that reads what is public."""

    kind = "crawler"

    def on_start(self) -> None:
        """Begin with nothing known."""
        self.jobs: deque[str] = deque(maxlen=500)

    def read_feed(self) -> None:
        """Read a feed of the last day to its end."""
        kind = random.choice(list(_FEEDS))

        def is_whole(answer: Answer) -> None:
            demand(_FEEDS[kind] in answer.text[:300], f"this is no {kind} feed")
            demand(answer.text.rstrip().endswith(_ENDS[kind]), "a feed is cut off")

        path = f"/feeds/jobs.{kind}?{urlencode({'posted_within': '24h'})}"
        self.ask(f"feed_{kind}", "GET", path, look=is_whole)

    def read_sitemap(self) -> None:
        """Read the sitemap's index, and one of its parts."""
        answer = self.ask("sitemap", "GET", "/sitemap.xml", look=_is_sitemap)
        if answer is None:
            return
        places = [each.decode() for each in _PLACE.findall(answer.text)]
        parts = [each for each in places if each.endswith(".xml")]
        if parts:
            path = random.choice(parts).replace("&amp;", "&")
            part = self.ask("sitemap_part", "GET", path, look=_is_sitemap)
            found = _PLACE.findall(part.text) if part else []
            some = random.sample(found, min(100, len(found)))
            places = [each.decode() for each in some]
        self.jobs.extend(each for each in places if _JOB.search(each))

    def look_around(self) -> None:
        """Read the list of jobs, as anybody may."""
        answer = self.ask("crawl_list", "GET", f"{API}jobs/", check=cards())
        if answer is not None:
            self.jobs.extend(each["url"] for each in answer.body["results"])

    def read_posting(self) -> None:
        """Read what search engines show of a job."""
        if not self.jobs:
            return self.look_around()
        # One that has closed since is gone from there, as it should be.
        path = f"{random.choice(self.jobs)}jsonld/"
        self.ask("json_ld", "GET", path, due=(200, 404), check=posting)
        return None


def _is_sitemap(answer: Answer) -> None:
    whole = answer.text.rstrip().endswith((b"</urlset>", b"</sitemapindex>"))
    demand(whole, "a sitemap is cut off")
