"""Where résumés are served under /api/v1/."""

from django.urls import path

from applications.views import resumes

ONE = "resumes/<id:resume_id>/"

urlpatterns = [
    path("resumes/", resumes.Resumes.as_view(), name="resumes"),
    path(ONE, resumes.OneResume.as_view(), name="resume"),
    path(f"{ONE}download/", resumes.ResumeDownload.as_view(), name="resume-download"),
    path(f"{ONE}file/", resumes.ResumeFile.as_view(), name="resume-file"),
]
