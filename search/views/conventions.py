"""How pay is compared, for everybody to check."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import anyone, gate
from jobs.terms import PERIODS_A_YEAR
from kernel.serializers import StrictSerializer
from kernel.views import View
from search.rates import AS_OF, BASE, PER_EURO, VERSION


class ConventionsOut(StrictSerializer):
    """What pay is multiplied and divided by before it is compared."""

    version = serializers.IntegerField()
    base = serializers.CharField()
    as_of = serializers.CharField()
    rates = serializers.DictField(child=serializers.FloatField())
    periods_a_year = serializers.DictField(child=serializers.IntegerField())


class PayConventions(View):
    """Rates and factors."""

    permission_classes = [gate(GET=anyone)]

    @extend_schema(operation_id="pay_conventions", responses=ConventionsOut)
    def get(self, request: Request) -> Response:
        """Show how pay is compared: units of each currency for one of the base."""
        return Response(
            {
                "version": VERSION,
                "base": BASE,
                "as_of": AS_OF,
                "rates": PER_EURO,
                "periods_a_year": {p.value: n for p, n in PERIODS_A_YEAR.items()},
            }
        )
