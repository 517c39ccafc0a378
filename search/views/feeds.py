"""Feeds and the sitemap over HTTP."""

import re
from contextlib import ExitStack
from typing import Any, ClassVar

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from accounts.actor import actor_of
from accounts.permissions import anyone, gate
from kernel.problems import NotFound
from kernel.views import View
from search.engine.question import question_of
from search.feeds import reading, sitemap_xml
from search.feeds.addresses import home_of, itself, job_addresses, part_address
from search.feeds.answers import streamed, tag_of, without_body
from search.feeds.atom import ATOM
from search.feeds.changes import note_changes
from search.feeds.filters import FeedFilter
from search.feeds.formats import VERSION, Channel, Format
from search.feeds.indeed import INDEED
from search.feeds.rss import RSS
from search.feeds.selections import Seen, Selection, is_large, look_at, select_jobs
from search.feeds.sitemaps import part_of, parts, urls_of
from search.feeds.streams import FEED_SLOTS, SITEMAP_SLOTS
from search.feeds.writing import write_feed

_PREFIX = re.compile(r"[0-9a-f]{1,32}", re.ASCII)


class XmlRenderer(BaseRenderer):
    """Lets clients accept XML."""

    media_type = sitemap_xml.MEDIA_TYPE
    format = "xml"


class TextXmlRenderer(XmlRenderer):
    """Lets clients accept XML by its older name."""

    media_type = "text/xml"


class RssRenderer(XmlRenderer):
    """Lets clients accept RSS."""

    media_type = RSS.media_type


class AtomRenderer(XmlRenderer):
    """Lets clients accept Atom."""

    media_type = ATOM.media_type


def channel_of(request: Request, seen: Seen) -> Channel:
    """Return what a feed says of itself."""
    return Channel(
        address=itself(request),
        home=home_of(request),
        job_address=job_addresses(request),
        updated_at=seen.updated_at,
    )


class Feed(View):
    """The jobs that search finds with the same filters, newest first: all of them."""

    permission_classes = [gate(GET=anyone)]
    filterset = FeedFilter
    written: ClassVar[Format]

    def feed(self, request: Request) -> HttpResponseBase:
        """Stream the feed, unless the client has it.

        What fits into one batch is no more work than a page, and always served; what is
        larger is streamed while there is a slot.
        """
        selection = self.selection(request)
        with ExitStack() as held:
            large = is_large(selection)
            if large:
                held.callback(FEED_SLOTS.take())
            seen = look_at(selection)
            channel = channel_of(request, seen)
            tag, media_type = self.tag_for(channel, seen), self.written.media_type
            short = without_body(request, tag, media_type)
            if short is not None:
                return short
            if seen.jobs > reading.BATCH and not large:
                held.callback(FEED_SLOTS.take())
            batches = reading.begin(selection, seen)
            parts = write_feed(self.written, channel, batches)
            return streamed(parts, tag, media_type, held.pop_all().close)

    def tag_for(self, channel: Channel, seen: Seen) -> str:
        """Return the tag of the feed as it now is."""
        places = channel.address, channel.home, channel.job_address("")
        return tag_of(VERSION, self.written.name, *places, *seen)

    def selection(self, request: Request) -> Selection:
        """Return the jobs that are asked for."""
        question = question_of(FeedFilter.read(request.GET))
        return select_jobs(question, actor_of(request))


class RssFeed(Feed):
    """Jobs as RSS."""

    renderer_classes = [RssRenderer, XmlRenderer, TextXmlRenderer]
    written = RSS

    @extend_schema(
        operation_id="feeds_rss",
        responses={(200, RSS.media_type): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Read jobs as RSS 2.0."""
        return self.feed(request)


class AtomFeed(Feed):
    """Jobs as Atom."""

    renderer_classes = [AtomRenderer, XmlRenderer, TextXmlRenderer]
    written = ATOM

    @extend_schema(
        operation_id="feeds_atom",
        responses={(200, ATOM.media_type): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Read jobs as Atom."""
        return self.feed(request)


class IndeedFeed(Feed):
    """Jobs as Indeed takes them."""

    renderer_classes = [XmlRenderer, TextXmlRenderer]
    written = INDEED

    @extend_schema(
        operation_id="feeds_indeed",
        responses={(200, INDEED.media_type): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Read jobs as Indeed's XML."""
        return self.feed(request)


@extend_schema(exclude=True)
class Sitemap(View):
    """The index of the sitemap."""

    permission_classes = [gate(GET=anyone)]
    renderer_classes = [XmlRenderer, TextXmlRenderer]

    def get(self, request: Request) -> HttpResponse:
        """Name the parts, and since when each is as it is."""
        with ExitStack() as held:
            held.callback(SITEMAP_SLOTS.take())
            found = parts()
        since = note_changes(found)
        listed = {
            part_address(request, each.prefix): since.get(each.prefix) for each in found
        }
        return HttpResponse(
            sitemap_xml.index(listed), content_type=sitemap_xml.MEDIA_TYPE
        )


@extend_schema(exclude=True)
class SitemapPart(View):
    """One part of the sitemap."""

    permission_classes = [gate(GET=anyone)]
    renderer_classes = [XmlRenderer, TextXmlRenderer]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Refuse names that no part can have."""
        if not _PREFIX.fullmatch(kwargs["prefix"]):
            raise NotFound

    def get(self, request: Request, *, prefix: str) -> HttpResponseBase:
        """List its jobs."""
        address = job_addresses(request)
        media_type = sitemap_xml.MEDIA_TYPE
        with ExitStack() as held:
            held.callback(SITEMAP_SLOTS.take())
            part = part_of(prefix)
            if not part.jobs:
                raise NotFound
            tag = tag_of(VERSION, address(""), prefix, part.jobs, str(part.fingerprint))
            short = without_body(request, tag, media_type)
            if short is not None:
                return short
            pages = sitemap_xml.pages(urls_of(prefix), address)
            return streamed(pages, tag, media_type, held.pop_all().close)
