"""A list, a resource, and the ways in which a view can fail."""

import errno
import re
import time
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiResponse, extend_schema
from redis.exceptions import RedisError
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from kernel import fields, filters
from kernel.etags import check_if_match
from kernel.failures import register_constraint
from kernel.ids import new_id
from kernel.limits import Limit
from kernel.pagination import Order
from kernel.parsers import StrictJSONParser, StrictMultiPartParser
from kernel.permissions import Anyone
from kernel.problems import Conflict, Forbidden, Invalid, NotFound
from kernel.serializers import Nothing, StrictSerializer
from kernel.tests.probe.models import Note
from kernel.urls import absolute_url
from kernel.views import View

COLOURS = ["red", "green", "blue"]
LONGEST_NAME = 100
HEAVIEST = 3
"""A note takes as many seconds to write as it weighs, up to here."""


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


class Believed(OpenApiAuthenticationExtension):
    target_class = Believe
    name = "believed"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer"}


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
    tags = fields.List(child=fields.Text(max_length=20), max_length=10, required=False)


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


NOTE = {
    "type": "object",
    "required": ["id", "title", "colour", "stars", "written_at"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "title": {"type": "string"},
        "colour": {"type": "string", "enum": COLOURS},
        "stars": {"type": "integer"},
        "written_at": {"type": "string", "format": "date-time"},
        "secret": {"type": "string"},
    },
    "additionalProperties": False,
}
ADDRESS = {"type": ["string", "null"], "format": "uri"}
PAGE = {
    "type": "object",
    "required": ["results", "next", "previous"],
    "properties": {
        "results": {"type": "array", "items": NOTE},
        "next": ADDRESS,
        "previous": ADDRESS,
    },
    "additionalProperties": False,
}
GONE = OpenApiResponse(description="It is deleted.")
ANYTHING = {"type": "object"}


class Notes(View):
    authentication_classes = [Believe]
    permission_classes = [Anyone]
    filterset = NoteFilter
    order = Order("-written_at", "-id")
    secrets = ("secret",)

    @extend_schema(responses={200: PAGE}, operation_id="list_notes")
    def get(self, request: Any) -> Response:
        return self.page(Note.objects.all(), shape)

    @extend_schema(request=NoteIn, responses={201: NOTE})
    def post(self, request: Any) -> Response:
        body = self.body(NoteIn)
        known = {k: body[k] for k in ("title", "colour", "stars") if k in body}
        with transaction.atomic():
            note = Note.objects.create(
                **known, written_at=body.get("written_at") or timezone.now()
            )
        if 0 < body.get("weight", 0) <= HEAVIEST:
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

    @extend_schema(responses={200: NOTE}, operation_id="read_note")
    def get(self, request: Any, **kwargs: Any) -> Response:
        return Response(shape(self.note))

    @extend_schema(request=NoteIn, responses={200: NOTE})
    def patch(self, request: Any, **kwargs: Any) -> Response:
        body = self.body(NoteIn, partial=True)
        with transaction.atomic():
            note = Note.objects.select_for_update().get(id=self.note.id)
            check_if_match(request, shape(note))
            for name in ("title", "colour", "stars"):
                setattr(note, name, body.get(name, getattr(note, name)))
            note.save(update_fields=["title", "colour", "stars"])
        return Response(shape(note))

    @extend_schema(responses={204: GONE})
    def delete(self, request: Any, **kwargs: Any) -> Response:
        self.note.delete()
        return Response(status=204)

    @extend_schema(request=Nothing, responses={200: NOTE}, operation_id="star_note")
    def post(self, request: Any, **kwargs: Any) -> Response:
        """An action: it adds a star."""
        self.body(Nothing)
        Note.objects.filter(id=self.note.id).update(stars=self.note.stars + 1)
        self.note.refresh_from_db()
        return Response(shape(self.note))


class Uploads(View):
    authentication_classes = [Believe]
    permission_classes = [Anyone]
    parser_classes = [StrictMultiPartParser, StrictJSONParser]

    @extend_schema(exclude=True)
    def post(self, request: Any) -> Response:
        file = request.data.get("file")
        if file is None or len(file.name) > LONGEST_NAME:
            raise Invalid("Send a file with a usable name.")
        Note.objects.create(title=file.name, written_at=timezone.now())
        return Response({"size": len(file.read())}, status=201)


class Limited(View):
    authentication_classes = [Believe]
    permission_classes = [Anyone]
    anonymous_limit = Limit("probe", quota=10, seconds=60)
    signed_in_limit = Limit("probe-durable", quota=10, seconds=60, durable=True)

    @extend_schema(responses={200: ANYTHING})
    def get(self, request: Any) -> Response:
        return Response({"passed": True})


class NotMallory(BasePermission):
    def has_permission(self, request: Any, view: Any) -> bool:
        return request.user is not None and not request.user.key.startswith("mallory")


@extend_schema(exclude=True)
class Guarded(OneNote):
    """A resource behind everything that can refuse a request."""

    permission_classes = [NotMallory]
    signed_in_limit = Limit("guarded", quota=1, seconds=60)


class Shut(View):
    """A view that forgot to say who may call it."""

    authentication_classes = [Believe]

    @extend_schema(responses={200: ANYTHING})
    def get(self, request: Any) -> Response:
        return Response({})


class Fail(View):
    """Fails in the way that the path says."""

    authentication_classes = [Believe]
    permission_classes = [Anyone]

    def post(self, request: Any, how: str) -> Response:
        """Write a note, then answer with that status, or refuse after all."""
        Note.objects.create(title=str(new_id()), written_at=timezone.now())
        if how == "refused":
            raise Conflict
        return Response({"how": how}, status=int(how))

    def get(self, request: Any, how: str) -> Response:
        with connection.cursor() as cursor:
            if how in SQL:
                cursor.execute(SQL[how])
            elif how in RAISED:
                raise RAISED[how]
            elif re.fullmatch("[0-9A-Z]{5}", how):
                cursor.execute(f"DO $$BEGIN RAISE SQLSTATE '{how}'; END$$")
            else:
                raise RuntimeError("a failure that names eve@example.org")
        return Response({"how": how})


NOTE_SQL = "INSERT INTO probe_note (id, title, colour, stars, written_at) VALUES "
SQL = {
    "slow": "SELECT pg_sleep(30)",
    "sleep": "SELECT pg_sleep(0.2)",
    "pool": "SELECT 1",
    "value": "SELECT 1099511627776::bigint::int",
    "check": NOTE_SQL + "(gen_random_uuid(), 'x', 'red', -1, now())",
    "null": NOTE_SQL + "(gen_random_uuid(), NULL, 'red', 1, now())",
    "named": NOTE_SQL
    + "(gen_random_uuid(), 'eve@example.org', 'red', 1, now()),"
    + "(gen_random_uuid(), 'eve@example.org', 'red', 1, now())",
    "unique": NOTE_SQL
    + "('01890a5d-ac96-774b-bcce-b302099a8057', 'x', 'red', 1, now()),"
    + "('01890a5d-ac96-774b-bcce-b302099a8057', 'y', 'red', 1, now())",
    "foreign": "DO $$BEGIN RAISE foreign_key_violation; END$$",
    "exclusion": "DO $$BEGIN RAISE exclusion_violation; END$$",
}
RAISED = {
    "recursion": RecursionError(),
    "overflow": OverflowError("int too large to convert to float"),
    "disk": OSError(errno.ENOSPC, "No space left on device"),
    "quota": OSError(errno.EDQUOT, "Disk quota exceeded"),
    "file": OSError(errno.ENOENT, "No such file"),
    "gone": Note.DoesNotExist(),
    "redis": RedisError("redis://:hunter2@127.0.0.1 is away"),
}


def plain(request: HttpRequest, how: str) -> HttpResponse:
    """A view of plain Django, which fails in the way that the path says."""
    failures = {
        "suspicious": SuspiciousOperation("by eve@example.org"),
        "bad": BadRequest("by eve@example.org"),
        "denied": PermissionDenied("by eve@example.org"),
        "gone": Http404("of eve@example.org"),
        "crash": RuntimeError("a failure that names eve@example.org"),
    }
    if how in failures:
        raise failures[how]
    return HttpResponseNotAllowed(["GET"])


@extend_schema(exclude=True)
class CutOff(View):
    """Loses its connection in the middle of its work, the first time."""

    authentication_classes = [Believe]
    permission_classes = [Anyone]
    was_cut = False

    def work(self) -> Response:
        note = Note.objects.create(title="cut off", written_at=timezone.now())
        if not self.was_cut:
            self.was_cut = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return Response({"id": str(note.id)}, status=201)

    def get(self, request: Any) -> Response:
        with connection.cursor() as cursor:
            if not self.was_cut:
                self.was_cut = True
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return Response({"read": True})

    def post(self, request: Any) -> Response:
        with transaction.atomic():
            return self.work()
