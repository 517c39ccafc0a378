"""What reports serve outside of the API: where mailed links lead."""

from django.urls import path

from reports.views.pages import MyReportsPage

urlpatterns = [path("my-reports", MyReportsPage.as_view(), name="my-reports-page")]
