"""Where applications are served under /api/v1/."""

from django.urls import include, path

from applications.views import applications, pipeline, talk

JOB = "jobs/<id:job_id>/"
ONE = "applications/<id:application_id>/"

urlpatterns = [
    path("", include("applications.resume_urls")),
    path(
        f"{JOB}application-form/",
        applications.ApplicationForm.as_view(),
        name="application-form",
    ),
    path(
        f"{JOB}applications/",
        applications.JobApplications.as_view(),
        name="job-applications",
    ),
    path("applications/", applications.Applications.as_view(), name="applications"),
    # Before the ids, one of which this would be.
    path(
        "applications/bulk-move/",
        pipeline.BulkMove.as_view(),
        name="applications-bulk-move",
    ),
    path(ONE, applications.OneApplication.as_view(), name="application"),
    path(f"{ONE}move/", pipeline.Move.as_view(), name="application-move"),
    path(f"{ONE}withdraw/", pipeline.Withdraw.as_view(), name="application-withdraw"),
    path(f"{ONE}timeline/", pipeline.Timeline.as_view(), name="application-timeline"),
    path(f"{ONE}notes/", talk.Notes.as_view(), name="application-notes"),
    path(f"{ONE}messages/", talk.Messages.as_view(), name="application-messages"),
]
