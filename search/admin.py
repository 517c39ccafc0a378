"""Synonyms at /admin/: the one table of search that people edit."""

from typing import Any

from django.contrib.admin import register
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.admin.looking import Looking
from accounts.admin.site import site
from search.models import Synonym
from search.relevance.synonyms import problem_of, seed_synonyms


class SynonymForm(ModelForm):  # type: ignore[type-arg]  # no class of Django takes one
    """A line, refused where it would say nothing."""

    def clean_line(self) -> str:
        """Check that the line can be read."""
        line: str = self.cleaned_data["line"].strip()
        problem = problem_of(line)
        if problem:
            raise ValidationError(problem)
        return line


@register(Synonym, site=site)
class Synonyms(Looking):
    """Synonyms, which count from the next search on."""

    form = SynonymForm
    fields = ("line", "language")
    list_display = ("line", "language", "updated_at")
    list_filter = ("language",)
    search_fields = ("line",)
    search_help_text = "A part of the line."
    ordering = ("line", "pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ask Django: a line has no rules but its form."""
        return request.user.has_perm("search.add_synonym")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask Django."""
        return request.user.has_perm("search.change_synonym")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask Django."""
        return request.user.has_perm("search.delete_synonym")

    def save_model(
        self, request: HttpRequest, obj: Synonym, form: Any, change: Any
    ) -> None:
        """Save a line; the first brings the shipped ones, which it would replace."""
        if not change and not Synonym.objects.exists():
            seed_synonyms()
        super().save_model(request, obj, form, change)
