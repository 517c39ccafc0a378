"""The small page that mails about reports lead to where no front end is configured."""

from accounts.views.pages import LinkPage


class MyReportsPage(LinkPage):
    """Says where a report is found; which one stands behind the # of its address."""

    template = "reports/my_reports.html"
