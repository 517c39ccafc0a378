"""How the list of notifications can be narrowed."""

from kernel.filters import One, StrictFilterSet, flag


class NotificationFilters(StrictFilterSet):
    """All of them, or only those that were read or not."""

    unread = One(flag(), "read_at", "isnull")
