"""Where companies, members, invitations and accounts are served, under /api/v1/."""

from django.urls import path

from accounts.services.moderation import ACTIONS
from accounts.views.companies import Companies, CompanyModeration, OneCompany
from accounts.views.invitations import AcceptInvitation, Invitations, OneInvitation
from accounts.views.members import Members, OneMember
from accounts.views.users import OneUser, Users

ONE = "companies/<id:company_id>/"

urlpatterns = [
    path("companies/", Companies.as_view(), name="companies"),
    path(ONE, OneCompany.as_view(), name="company"),
    path(f"{ONE}members/", Members.as_view(), name="members"),
    path(f"{ONE}members/<id:user_id>/", OneMember.as_view(), name="member"),
    path(f"{ONE}invitations/", Invitations.as_view(), name="invitations"),
    path(
        f"{ONE}invitations/<id:invitation_id>/",
        OneInvitation.as_view(),
        name="invitation",
    ),
    *(
        path(
            f"{ONE}{action}/",
            CompanyModeration.as_view(action=action),
            name=f"company-{action}",
        )
        for action in ACTIONS
    ),
    path("invitations/accept/", AcceptInvitation.as_view(), name="accept-invitation"),
    path("users/", Users.as_view(), name="users"),
    path("users/<id:user_id>/", OneUser.as_view(), name="user"),
]
