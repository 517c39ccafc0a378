"""Postings, their life, moderation, import and the shared filters."""
