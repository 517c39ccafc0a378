"""Where imports are served under /api/v1/; before `jobs.urls`, which takes any id."""

from django.urls import path

from jobs.views import imports

ALL = "jobs/imports/"
ONE = f"{ALL}<id:import_id>/"

urlpatterns = [
    path(ALL, imports.Imports.as_view(), name="job-imports"),
    path(ONE, imports.OneImport.as_view(), name="job-import"),
    path(f"{ONE}errors/", imports.ImportErrors.as_view(), name="job-import-errors"),
]
