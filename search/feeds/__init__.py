"""Feeds and the sitemap: what search finds, streamed to readers and crawlers."""
