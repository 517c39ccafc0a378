"""Where accounts are served under /api/v1/."""

from django.urls import include, path

from accounts.views import api_keys, auth, exports, me

urlpatterns = [
    path("auth/register/", auth.Register.as_view(), name="register"),
    path("auth/verify-email/", auth.VerifyEmail.as_view(), name="verify-email"),
    path(
        "auth/verify-email/resend/",
        auth.ResendVerification.as_view(),
        name="resend-verification",
    ),
    path("auth/token/", auth.Token.as_view(), name="token"),
    path("auth/token/refresh/", auth.Refresh.as_view(), name="refresh"),
    path("auth/logout/", auth.Logout.as_view(), name="logout"),
    path("auth/logout-all/", auth.LogoutAll.as_view(), name="logout-all"),
    path(
        "auth/password/forgot/", auth.ForgotPassword.as_view(), name="forgot-password"
    ),
    path("auth/password/reset/", auth.ResetPassword.as_view(), name="reset-password"),
    path(
        "auth/password/change/", auth.ChangePassword.as_view(), name="change-password"
    ),
    path("me/", me.Me.as_view(), name="me"),
    path("me/email/", me.MyAddress.as_view(), name="my-address"),
    path("me/sessions/", me.MySessions.as_view(), name="my-sessions"),
    path("me/sessions/<id:session_id>/", me.MySession.as_view(), name="my-session"),
    path("me/api-keys/", api_keys.ApiKeys.as_view(), name="my-api-keys"),
    path("me/api-keys/<id:key_id>/", api_keys.OneApiKey.as_view(), name="my-api-key"),
    path("me/exports/", exports.MyExports.as_view(), name="my-exports"),
    path("me/exports/<id:export_id>/", exports.MyExport.as_view(), name="my-export"),
    path(
        "me/exports/<id:export_id>/download/",
        exports.ExportDownload.as_view(),
        name="my-export-download",
    ),
    path(
        "me/exports/<id:export_id>/file/",
        exports.ExportFile.as_view(),
        name="my-export-file",
    ),
    # Companies, members, invitations, and what admins do to accounts.
    path("", include("accounts.company_urls")),
]
