"""Where moderation, flags and what people keep are served, under /api/v1/."""

from django.urls import path

from jobs.views import flags, kept, moderation

JOB = "moderation/jobs/<id:job_id>/"
FLAG = "moderation/flags/<id:flag_id>/"

urlpatterns = [
    path("moderation/jobs/", moderation.Queue.as_view(), name="moderation-jobs"),
    path(JOB, moderation.OneQueued.as_view(), name="moderation-job"),
    path(f"{JOB}approve/", moderation.Approval.as_view(), name="job-approve"),
    path(f"{JOB}reject/", moderation.Rejection.as_view(), name="job-reject"),
    path(f"{JOB}freeze/", moderation.Freeze.as_view(), name="job-freeze"),
    path(f"{JOB}unfreeze/", moderation.Unfreeze.as_view(), name="job-unfreeze"),
    path("moderation/flags/", flags.Flags.as_view(), name="moderation-flags"),
    path(FLAG, flags.OneFlag.as_view(), name="moderation-flag"),
    path(f"{FLAG}resolve/", flags.FlagResolution.as_view(), name="flag-resolve"),
    path("jobs/<id:job_id>/flags/", flags.JobFlags.as_view(), name="job-flags"),
    path(
        "jobs/<id:job_id>/flags/<id:flag_id>/",
        flags.OwnFlag.as_view(),
        name="job-flag",
    ),
    path("me/saved-jobs/", kept.SavedJobs.as_view(), name="my-saved-jobs"),
    path("me/saved-jobs/<id:job_id>/", kept.OneSavedJob.as_view(), name="my-saved-job"),
    path(
        "me/hidden-companies/",
        kept.HiddenCompanies.as_view(),
        name="my-hidden-companies",
    ),
    path(
        "me/hidden-companies/<id:company_id>/",
        kept.OneHiddenCompany.as_view(),
        name="my-hidden-company",
    ),
]
