"""The public keys that tokens are verified with."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.keys import public_key_set
from kernel.health import OperationsView


class KeySet(OperationsView):
    """The key set (RFC 7517), open to every reader and every origin."""

    etag = True

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """Give it; readers may keep it for five minutes."""
        headers = {
            "Cache-Control": "public, max-age=300",
            "Access-Control-Allow-Origin": "*",
        }
        return Response(public_key_set(), headers=headers)
