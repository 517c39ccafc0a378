"""Where jobs are served under /api/v1/."""

from django.urls import include, path

from jobs.views import catalogue, external, jobs, jsonld, life

ONE = "jobs/<id:job_id>/"

urlpatterns = [
    path("jobs/", jobs.Jobs.as_view(), name="jobs"),
    # Before the ids of jobs, one of which this would be.
    path(
        "jobs/by-external-id/<path:external_id>/",
        external.JobByExternalId.as_view(),
        name="job-by-external-id",
    ),
    path(ONE, jobs.OneJob.as_view(), name="job"),
    path(f"{ONE}submit/", life.Submit.as_view(), name="job-submit"),
    path(f"{ONE}close/", life.Close.as_view(), name="job-close"),
    path(f"{ONE}reopen/", life.Reopen.as_view(), name="job-reopen"),
    path(f"{ONE}extend/", life.Extend.as_view(), name="job-extend"),
    path(f"{ONE}redraft/", life.Redraft.as_view(), name="job-redraft"),
    path(f"{ONE}history/", life.History.as_view(), name="job-history"),
    path(f"{ONE}jsonld/", jsonld.Posting.as_view(), name="job-jsonld"),
    path("categories/", catalogue.Categories.as_view(), name="categories"),
    path("skills/", catalogue.Skills.as_view(), name="skills"),
    # What moderators do, flags, and what people keep.
    path("", include("jobs.moderation_urls")),
]
