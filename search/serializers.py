"""The shapes of search, for whoever reads the API's description."""

from typing import Any

from rest_framework import serializers

from jobs.serializers.shown import CardOut
from kernel.serializers import StrictSerializer
from search.filters import FACETS

RELATIONS = ["exact", "estimate"]


class TotalOut(StrictSerializer):
    """How many jobs match fully: counted up to 10,000, estimated beyond."""

    value = serializers.IntegerField()
    relation = serializers.ChoiceField(RELATIONS)


class MatchOut(StrictSerializer):
    """How a job matches: fully or not, by which class, in which fields."""

    def get_fields(self) -> dict[str, Any]:
        """Return the fields, whose names Python keeps for itself."""
        return {
            "full": serializers.BooleanField(),
            "class": serializers.CharField(),
            "fields": serializers.ListField(child=serializers.CharField()),
        }


class HighlightsOut(StrictSerializer):
    """HTML in which `<mark>` is the only markup."""

    title = serializers.CharField()
    snippet = serializers.CharField(allow_blank=True)


class ResultOut(CardOut):
    """A job that was found."""

    match = MatchOut()
    highlights = HighlightsOut()
    distance_km = serializers.FloatField(required=False, allow_null=True)
    explain = serializers.DictField(required=False)


class FacetValueOut(StrictSerializer):
    """One value of a facet; `url` is the search with it, or without."""

    def get_fields(self) -> dict[str, Any]:
        """Return the fields, one of which Python keeps for itself."""
        return {
            "value": serializers.CharField(),
            "label": serializers.CharField(),
            "count": serializers.IntegerField(),
            "relation": serializers.ChoiceField(RELATIONS),
            "selected": serializers.BooleanField(),
            "url": serializers.URLField(),
        }


class FacetsOut(StrictSerializer):
    """The facets that were asked for."""

    def get_fields(self) -> dict[str, Any]:
        """Return a list of values for each facet."""
        return {name: FacetValueOut(many=True, required=False) for name in FACETS}


class AppliedOut(StrictSerializer):
    """One thing that narrows the search, and the search without it."""

    def get_fields(self) -> dict[str, Any]:
        """Return the fields, one of which DRF keeps for itself."""
        return {
            "parameter": serializers.CharField(),
            "value": serializers.CharField(),
            "label": serializers.CharField(),
            "remove_url": serializers.URLField(),
        }


class MeantOut(StrictSerializer):
    """What was probably meant."""

    q = serializers.CharField()
    url = serializers.URLField()


class RelaxOut(StrictSerializer):
    """What to leave out when nothing is found, and how much that gives."""

    remove = serializers.ListField(child=serializers.CharField())
    total = serializers.IntegerField()
    relation = serializers.ChoiceField(RELATIONS)
    url = serializers.URLField()


class SearchOut(StrictSerializer):
    """A page of what was found."""

    results = ResultOut(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    total = TotalOut()
    facets = FacetsOut()
    applied = AppliedOut(many=True)
    did_you_mean = MeantOut(allow_null=True)
    broadened = serializers.BooleanField()
    relax = RelaxOut(many=True)


class SimilarOut(StrictSerializer):
    """A page of jobs like one."""

    results = ResultOut(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
