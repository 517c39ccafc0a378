"""What every page of the admin shares: looking without touching, and histories."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin, action
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.actor import Actor
from accounts.models import User
from events.models import Event
from kernel.problems import NotFound, Problem

_LONGEST_HISTORY = 200
_FILTER_ENDINGS = ("exact", "isnull", "isempty")


class Looking(ModelAdmin):  # type: ignore[type-arg]  # no class of Django takes one
    """A table that is shown and searched; only its actions change anything."""

    list_per_page = 50
    show_full_result_count = False
    ordering = ("-created_at", "-pk")
    view_on_site = False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow what the list's own filters ask, and nothing else.

        Django allows any lookup in any column, so that a hash could be read from the
        number of rows, one `startswith` at a time.
        """
        return lookup in {
            f"{name}__{ending}"
            for name in map(_filtered, self.get_list_filter(request))
            for ending in _FILTER_ENDINGS
        }

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Say no: rows are made by services."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: rows are changed by services."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: rows are deleted by services."""
        return False


class WithHistory(Looking):
    """A table whose rows the log tells of."""

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what the log says of a row, newest first."""
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_permission(request, row):
            raise NotFound
        told = Event.objects.concerning([row.key]).order_by("-arrival")
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {row}",
            "original": row,
            "opts": self.opts,
            "events": told[:_LONGEST_HISTORY],
        }
        return TemplateResponse(request, "admin/accounts/history.html", context)


def _filtered(list_filter: Any) -> str:
    """Return the column of a filter, which is a name, or a name and what shows it."""
    return list_filter if isinstance(list_filter, str) else list_filter[0]


def moderator(request: HttpRequest) -> Actor:
    """Return the admin who is signed in to /admin/ as rules know them."""
    user = request.user
    if not isinstance(user, User):
        raise NotFound
    return Actor(id=user.pk, role=user.role)


Act = Callable[[Actor, Any], object]


def acting(label: str, act: Act) -> Callable[..., None]:
    """Return an action of a list that calls a service for each chosen row."""

    @action(description=label)
    def run(page: Looking, request: HttpRequest, rows: Iterable[Model]) -> None:
        for row in rows:
            try:
                act(moderator(request), row)
            except Problem as problem:
                said = f"Not done: {row}. {problem.title}. {problem.detail}"
                page.message_user(request, said, messages.ERROR)
            else:
                page.message_user(request, f"Done: {row}.", messages.SUCCESS)

    run.__name__ = label.split(maxsplit=1)[0].lower()
    return run
