"""Suggestions while somebody types."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import anyone, gate
from jobs.filters import Grammar
from kernel import filters
from kernel.parameters import error_in
from kernel.problems import Invalid
from kernel.serializers import StrictSerializer
from kernel.views import View
from search.filters import Listed, Said
from search.services.suggesting import KINDS, LONGEST, suggest


class SuggestFilter(Grammar):
    """What is typed, and what it may become."""

    q = Said(filters.text(longest=LONGEST), help_text="What was typed so far.")
    kind = Listed(filters.choice(KINDS), help_text="All of them by default.")


class SuggestionOut(StrictSerializer):
    """One way to go on, and how many jobs a search for it finds."""

    kind = serializers.ChoiceField(KINDS)
    value = serializers.CharField()
    count = serializers.IntegerField()


class SuggestionsOut(StrictSerializer):
    """The ways to go on, best first."""

    results = SuggestionOut(many=True)


class Suggest(View):
    """Completions of what is typed."""

    permission_classes = [gate(GET=anyone)]
    filterset = SuggestFilter

    @extend_schema(operation_id="search_suggest", responses=SuggestionsOut)
    def get(self, request: Request) -> Response:
        """Complete it."""
        said = {each.name: each.values for each in SuggestFilter.read(request.GET)}
        if "q" not in said:
            text = "Send q: what was typed so far."
            raise Invalid(errors=[error_in("q", "required", text)])
        found = suggest(said["q"][0], said.get("kind", KINDS), actor_of(request))
        results = [
            {"kind": each.kind, "value": each.value, "count": each.count}
            for each in found
        ]
        return Response({"results": results})
