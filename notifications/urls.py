"""Where notifications are served under /api/v1/."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("me/notifications/", views.MyNotifications.as_view(), name="my-notifications"),
    path(
        "me/notifications/read/",
        views.ReadNotifications.as_view(),
        name="read-notifications",
    ),
    path(
        "me/notification-preferences/",
        views.MyPreferences.as_view(),
        name="my-notification-preferences",
    ),
    path("notifications/unsubscribe/", views.Unsubscribe.as_view(), name="unsubscribe"),
]
