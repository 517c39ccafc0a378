"""Doors to one's notifications, and to what one wants mail about."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import anyone, gate, signed_in
from accounts.views.described import own_id
from kernel.etags import check_if_match
from kernel.pagination import Order
from kernel.renderers import JSONRenderer
from kernel.views import View
from notifications.filters import NotificationFilters
from notifications.models import Notification
from notifications.renderers import SubscriptionPage
from notifications.serializers import (
    NotificationPage,
    OneClickIn,
    PreferencesIn,
    PreferencesOut,
    ReadIn,
    SubscriptionOut,
    UnreadOut,
    shape_notification,
    shape_preferences,
)
from notifications.services import (
    change_preferences,
    count_unread,
    list_preferences,
    mark_read,
    read_unsubscribe_token,
    unsubscribe,
    wants_email,
)

TOKEN = OpenApiParameter("token", str, required=True, description="From the mail.")
ONE_CLICK = {
    "application/x-www-form-urlencoded": OneClickIn,
    "multipart/form-data": OneClickIn,
}


def own_reference(request: Request) -> str:
    """Return what notifications and preferences of the caller are kept under."""
    return f"user:{own_id(actor_of(request))}"


class MyNotifications(View):
    """What one was told."""

    permission_classes = [gate(GET=signed_in)]
    filterset = NotificationFilters
    order = Order("-visible_at", "-id")

    @extend_schema(operation_id="me_notifications", responses=NotificationPage)
    def get(self, request: Request) -> Response:
        """List it, the newest first, with the number of unread ones."""
        me = own_reference(request)
        page = self.page(Notification.objects.of_recipient(me), shape_notification)
        return Response({**page.data, "unread": count_unread(recipient=me)})


class ReadNotifications(View):
    """Having read some of it."""

    permission_classes = [gate(POST=signed_in)]

    @extend_schema(
        operation_id="me_read_notifications", request=ReadIn, responses=UnreadOut
    )
    def post(self, request: Request) -> Response:
        """Mark some or all as read; ids that are not one's own are passed over."""
        me = own_reference(request)
        mark_read(recipient=me, ids=self.body(ReadIn).get("ids"))
        return Response({"unread": count_unread(recipient=me)})


class MyPreferences(View):
    """What one wants mail about; what is about the account itself always comes."""

    permission_classes = [gate(GET=signed_in, PATCH=signed_in)]

    @extend_schema(operation_id="me_preferences", responses=PreferencesOut)
    def get(self, request: Request) -> Response:
        """Show it."""
        wanted = list_preferences(recipient=own_reference(request))
        return Response(shape_preferences(wanted))

    @extend_schema(
        operation_id="me_change_preferences",
        request=PreferencesIn,
        responses=PreferencesOut,
    )
    def patch(self, request: Request) -> Response:
        """Switch categories on or off; those that are not named stay."""
        wanted = change_preferences(
            user_id=own_id(actor_of(request)),
            email=self.body(PreferencesIn, partial=True).get("email", {}),
            check=lambda now: check_if_match(request, shape_preferences(now)),
        )
        return Response(shape_preferences(wanted))


class Unsubscribe(View):
    """Where a mail's unsubscribe link leads: machines post (RFC 8058), people look.

    The token alone decides, so nobody signs in and the body is not read. Looking
    changes nothing: mail scanners open every link.
    """

    authentication_classes = []
    permission_classes = [gate(GET=anyone, POST=anyone)]
    renderer_classes = [JSONRenderer, SubscriptionPage]
    idempotent = False

    @classmethod
    def known_parameters(cls, method: str) -> set[str]:
        """Take the token in the query for both methods, as the RFC has it."""
        return super().known_parameters(method) | {"token"}

    @extend_schema(
        operation_id="notifications_subscription",
        parameters=[TOKEN],
        responses=SubscriptionOut,
    )
    def get(self, request: Request) -> Response:
        """Say what the link would end; a browser gets a page with a button."""
        recipient, category = read_unsubscribe_token(request.GET.get("token", ""))
        wanted = wants_email(recipient=recipient, category=category)
        return _subscription(category, subscribed=wanted)

    @extend_schema(
        operation_id="notifications_unsubscribe",
        parameters=[TOKEN],
        request=ONE_CLICK,
        responses=SubscriptionOut,
    )
    def post(self, request: Request) -> Response:
        """End one category of mails for one person."""
        category = unsubscribe(request.GET.get("token", ""))
        return _subscription(category, subscribed=False)


def _subscription(category: str, *, subscribed: bool) -> Response:
    """Answer without leaving a copy: the address holds a token that never ends."""
    return Response(
        {"category": category, "subscribed": subscribed},
        headers={"Cache-Control": "no-store"},
    )
