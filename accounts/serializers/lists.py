"""How the OpenAPI document describes a page of a list."""

from typing import Any

from rest_framework import serializers

from kernel.serializers import StrictSerializer


def page_of(shape: type[serializers.Serializer[Any]]) -> StrictSerializer:
    """Return the shape of a page whose results have a shape."""
    page = type(
        f"{shape.__name__}Page",
        (StrictSerializer,),
        {
            "__doc__": "A page, and where the ones beside it are.",
            "results": shape(many=True),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
        },
    )
    made: StrictSerializer = page()
    return made
