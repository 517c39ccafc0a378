"""What feeds take."""

from search.filters import SearchFilter


class FeedFilter(SearchFilter):
    """Every filter of search; a feed has one order, counts and explains nothing.

    What only shapes a page of search is unknown here, and refused like any such.
    """

    sort = None  # type: ignore[assignment]  # django-filter's way to leave one out
    facets = None  # type: ignore[assignment]
    facet_size = None  # type: ignore[assignment]
    explain = None  # type: ignore[assignment]
