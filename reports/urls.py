"""Where reports are served under /api/v1/."""

from django.urls import path

from reports.views import files, reports, schedules

ONE = "reports/<id:report_id>/"
SCHEDULE = "report-schedules/<id:schedule_id>/"

urlpatterns = [
    path("reports/", reports.Reports.as_view(), name="reports"),
    path(ONE, reports.OneReport.as_view(), name="report"),
    path(f"{ONE}cancel/", reports.CancelReport.as_view(), name="report-cancel"),
    path(f"{ONE}download/", files.ReportDownload.as_view(), name="report-download"),
    path(f"{ONE}file/", files.ReportFile.as_view(), name="report-file"),
    path(f"{ONE}view/", files.ReportPage.as_view(), name="report-view"),
    path("report-schedules/", schedules.Schedules.as_view(), name="report-schedules"),
    path(SCHEDULE, schedules.OneSchedule.as_view(), name="report-schedule"),
]
