from django.urls import path

from jobboard.urls import *  # noqa: F403  # the real routes and handlers too
from jobboard.urls import urlpatterns as real
from kernel.tests.probe.views import (
    CutOff,
    Fail,
    Guarded,
    Limited,
    Notes,
    OneNote,
    Shut,
    Uploads,
    plain,
)

urlpatterns = [
    *real,
    path("api/v1/cut-off/", CutOff.as_view()),
    path("api/v1/notes/", Notes.as_view()),
    path("api/v1/notes/<id:note_id>/", OneNote.as_view()),
    path("api/v1/unkeyed/", Notes.as_view(idempotent=False)),
    path("api/v1/uploads/", Uploads.as_view()),
    path("api/v1/limited/", Limited.as_view()),
    path("api/v1/guarded/<id:note_id>/", Guarded.as_view()),
    path("api/v1/shut/", Shut.as_view()),
    path("api/v1/fail/<str:how>/", Fail.as_view()),
    path("plain/<str:how>/", plain),
]
