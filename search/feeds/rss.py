"""RSS 2.0."""

from search.feeds.formats import DECLARATION, TITLE, Channel, Format
from search.feeds.markup import attribute, rfc822, text
from search.feeds.postings import Posting

MEDIA_TYPE = "application/rss+xml"


def head(channel: Channel) -> str:
    """Return what comes before the jobs."""
    return (
        f"{DECLARATION}"
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
        f"<title>{text(TITLE)}</title>\n"
        f"<link>{text(channel.home)}</link>\n"
        "<description>Open jobs, newest first.</description>\n"
        f'<atom:link rel="self" type="{MEDIA_TYPE}"'
        f' href="{attribute(channel.address)}"/>\n'
        f"<pubDate>{rfc822(channel.updated_at)}</pubDate>\n"
    )


def item(job: Posting) -> str:
    """Return one job."""
    category = f"<category>{text(job.category)}</category>" if job.category else ""
    return (
        f"<item><title>{text(job.card['title'])}</title>"
        f"<link>{text(job.url)}</link>"
        f'<guid isPermaLink="false">{job.urn}</guid>'
        f"<pubDate>{rfc822(job.published_at)}</pubDate>"
        f"<dc:creator>{text(job.company)}</dc:creator>{category}"
        f"<description>{text(job.html)}</description></item>\n"
    )


RSS = Format("rss", MEDIA_TYPE, head, item, "</channel>\n</rss>\n")
