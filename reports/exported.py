"""What reports hold about a person, for the person to have."""

from accounts.exports import add_section, leave_out
from reports.models import Report, ReportSchedule

add_section(
    "reports",
    "Reports that you asked for; their figures are the company's or the board's.",
    lambda user: Report.objects.filter(user=user).order_by("created_at", "id"),
    *("id", "kind", "format", "first_day", "last_day", "timezone", "status", "rows"),
    *("size", "slot_at", "created_at", "started_at", "finished_at", "expires_at"),
    shown={"company": "company_id", "schedule": "schedule_id"},
)
leave_out(
    "figures of the company or the board, and how the file is made",
    *("reports_report.figures", "reports_report.detail", "reports_report.progress"),
    "reports_report.stored_as",
)
add_section(
    "report_schedules",
    "Reports that you want again and again.",
    lambda user: ReportSchedule.objects.filter(user=user).order_by("created_at", "id"),
    *("id", "kind", "format", "cadence", "timezone", "is_active", "next_at"),
    *("created_at", "updated_at"),
    shown={"company": "company_id"},
)
leave_out("how applications went, to be counted; of nobody", "reports_course")
