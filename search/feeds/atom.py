"""Atom (RFC 4287)."""

from search.feeds.formats import DECLARATION, TITLE, Channel, Format
from search.feeds.markup import attribute, rfc3339, text
from search.feeds.postings import Posting

MEDIA_TYPE = "application/atom+xml"


def head(channel: Channel) -> str:
    """Return what comes before the jobs."""
    return (
        f'{DECLARATION}<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{text(channel.address)}</id>\n"
        f"<title>{text(TITLE)}</title>\n"
        f"<updated>{rfc3339(channel.updated_at)}</updated>\n"
        f'<link rel="self" type="{MEDIA_TYPE}"'
        f' href="{attribute(channel.address)}"/>\n'
        f'<link rel="alternate" href="{attribute(channel.home)}"/>\n'
    )


def item(job: Posting) -> str:
    """Return one job."""
    category = ""
    if job.category:
        slug, label = attribute(job.card["category"]), attribute(job.category)
        category = f'<category term="{slug}" label="{label}"/>'
    return (
        f'<entry xml:lang="{attribute(job.card["language"])}"><id>{job.urn}</id>'
        f"<title>{text(job.card['title'])}</title>"
        f"<updated>{rfc3339(job.updated_at)}</updated>"
        f"<published>{rfc3339(job.published_at)}</published>"
        f"<author><name>{text(job.company)}</name></author>"
        f'<link rel="alternate" href="{attribute(job.url)}"/>{category}'
        f'<content type="html">{text(job.html)}</content></entry>\n'
    )


ATOM = Format("atom", MEDIA_TYPE, head, item, "</feed>\n")
