"""Where feeds and the sitemap are served: outside of the API, as their readers look."""

from django.urls import path

from search.views.feeds import AtomFeed, IndeedFeed, RssFeed, Sitemap, SitemapPart

urlpatterns = [
    path("feeds/jobs.rss", RssFeed.as_view(), name="feed-rss"),
    path("feeds/jobs.atom", AtomFeed.as_view(), name="feed-atom"),
    path("feeds/jobs.xml", IndeedFeed.as_view(), name="feed-indeed"),
    path("sitemap.xml", Sitemap.as_view(), name="sitemap"),
    path("sitemap-<str:prefix>.xml", SitemapPart.as_view(), name="sitemap-part"),
]
