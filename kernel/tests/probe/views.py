"""A list, a resource, and the ways in which a view can fail."""

import time
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.response import Response

from kernel import fields, filters
from kernel.etags import check_if_match
from kernel.failures import register_constraint
from kernel.limits import Limit
from kernel.pagination import Order
from kernel.parsers import StrictJSONParser, StrictMultiPartParser
from kernel.permissions import Anyone
from kernel.problems import Conflict, Forbidden, NotFound
from kernel.serializers import StrictSerializer
from kernel.tests.probe.models import Note
from kernel.urls import absolute_url
from kernel.views import View

COLOURS = ["red", "green", "blue"]


class NoteExists(Conflict):
    code = "note_exists"


register_constraint("note_title_once", NoteExists)


class Somebody:
    """Whoever the bearer token names: the probe believes it."""

    is_authenticated = True

    def __init__(self, name: str) -> None:
        self.key = name


class Believe(BaseAuthentication):
    def authenticate(self, request: Any) -> Any:
        given = request.headers.get("Authorization", "")
        if not given:
            return None
        if not given.startswith("Bearer ") or given == "Bearer wrong":
            raise AuthenticationFailed
        return Somebody(given.removeprefix("Bearer ")), given

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"


class Place(StrictSerializer):
    city = fields.Text(max_length=50)


class NoteIn(StrictSerializer):
    id = fields.Text(max_length=50, read_only=True)
    title = fields.Text(max_length=100)
    colour = fields.Choice(choices=COLOURS, required=False)
    stars = fields.Whole(max_value=1000, required=False)
    written_at = fields.Instant(required=False)
    day = fields.Day(required=False)
    pinned = fields.Flag(required=False)
    weight = fields.Number(required=False)
    text = fields.LongText(max_length=5000, required=False)
    places = Place(many=True, required=False)


class NoteFilter(filters.StrictFilterSet):
    colour = filters.Many(filters.choice(COLOURS), "colour")
    title = filters.One(filters.text(), "title")
    stars_min = filters.One(filters.whole(most=1000), "stars", "gte")
    written_after = filters.One(filters.instant(), "written_at", "gt")


def shape(note: Note) -> dict[str, Any]:
    return {
        "id": str(note.id),
        "title": note.title,
        "colour": note.colour,
        "stars": note.stars,
        "written_at": note.written_at,
    }


class Notes(View):
    authentication_classes = [Believe]
    permission_classes = [Anyone]
    filterset = NoteFilter
    order = Order("-written_at", "-id")
    secrets = ("secret",)

    def get(self, request: Any) -> Response:
        return self.page(Note.objects.all(), shape)

    def post(self, request: Any) -> Response:
        body = self.body(NoteIn)
        known = {k: body[k] for k in ("title", "colour", "stars") if k in body}
        with transaction.atomic():
            note = Note.objects.create(
                **known, written_at=body.get("written_at") or timezone.now()
            )
        if body.get("weight"):
            time.sleep(body["weight"])
        path = f"/api/v1/notes/{note.id}/"
        return Response(
            {**shape(note), "secret": "shown once"},
            status=201,
            headers={"Location": absolute_url(request, path)},
        )


class OneNote(View):
    authentication_classes = [Believe]
    permission_classes = [Anyone]

    def load(self, request: Any, **kwargs: Any) -> None:
        self.note = Note.objects.filter(id=kwargs["note_id"]).first()
        if self.note is None:
            raise NotFound
        if self.note.title == "locked" and request.user is not None:
            raise Forbidden

    def get(self, request: Any, **kwargs: Any) -> Response:
        return Response(shape(self.note))

    def patch(self, request: Any, **kwargs: Any) -> Response:
        body = self.body(NoteIn, partial=True)
        with transaction.atomic():
            note = Note.objects.select_for_update().get(id=self.note.id)
            check_if_match(request, shape(note))
            for name in ("title", "colour", "stars"):
                setattr(note, name, body.get(name, getattr(note, name)))
            note.save(update_fields=["title", "colour", "stars"])
        return Response(shape(note))

    def delete(self, request: Any, **kwargs: Any) -> Response:
        self.note.delete()
        return Response(status=204)

    def post(self, request: Any, **kwargs: Any) -> Response:
        """An action: it adds a star."""
        Note.objects.filter(id=self.note.id).update(stars=self.note.stars + 1)
        self.note.refresh_from_db()
        return Response(shape(self.note))


class Uploads(View):
    authentication_classes = [Believe]
    permission_classes = [Anyone]
    parser_classes = [StrictMultiPartParser, StrictJSONParser]

    def post(self, request: Any) -> Response:
        file = request.data["file"]
        Note.objects.create(title=file.name, written_at=timezone.now())
        return Response({"size": file.size}, status=201)


class Limited(View):
    authentication_classes = [Believe]
    permission_classes = [Anyone]
    anonymous_limit = Limit("probe", quota=10, seconds=60)
    signed_in_limit = Limit("probe-durable", quota=10, seconds=60, durable=True)

    def get(self, request: Any) -> Response:
        return Response({"passed": True})


class Shut(View):
    """A view that forgot to say who may call it."""

    authentication_classes = [Believe]

    def get(self, request: Any) -> Response:
        return Response({})


class Fail(View):
    """Fails in the way that the path says."""

    permission_classes = [Anyone]

    def get(self, request: Any, how: str) -> Response:
        with connection.cursor() as cursor:
            if how == "slow":
                cursor.execute("SELECT pg_sleep(30)")
            elif how == "sleep":
                cursor.execute("SELECT pg_sleep(0.2)")
            elif how == "value":
                cursor.execute("SELECT '1'::int + %s", [2**40])
            elif how == "check":
                Note.objects.create(title=how, stars=-1, written_at=timezone.now())
            elif how == "recursion":
                raise RecursionError
            elif how == "disk":
                raise OSError(28, "No space left on device")
            elif how == "pool":
                cursor.execute("SELECT 1")
            else:
                raise RuntimeError("a failure that names eve@example.org")
        return Response({"how": how})
