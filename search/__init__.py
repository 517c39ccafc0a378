"""Ranked search, facets, suggestions and feeds."""
