"""Every route, in the order a reader looks for them."""

from django.urls import include, path

from accounts.admin.site import site as admin_site
from jobboard.documentation import RedocView, SchemaView, SwaggerView
from jobboard.index import ApiIndex, Root
from kernel import problems
from kernel.failures import answer_unhandled
from kernel.health import Healthz, Metrics, Readyz

urlpatterns = [
    path("", Root.as_view(), name="root"),
    path("healthz", Healthz.as_view(), name="healthz"),
    path("readyz", Readyz.as_view(), name="readyz"),
    path("metrics", Metrics.as_view(), name="metrics"),
    path("api/schema/", SchemaView.as_view(), name="schema"),
    path("api/docs/", SwaggerView.as_view(), name="docs"),
    path("api/redoc/", RedocView.as_view(), name="redoc"),
    path("api/v1/", ApiIndex.as_view(), name="index"),
    path("api/v1/", include("accounts.urls")),
    path("api/v1/", include("jobs.import_urls")),
    path("api/v1/", include("jobs.urls")),
    path("api/v1/", include("notifications.urls")),
    path("api/v1/", include("applications.urls")),
    path("api/v1/", include("search.urls")),
    path("api/v1/", include("reports.urls")),
    path("", include("accounts.page_urls")),
    path("", include("search.feed_urls")),
    path("", include("reports.page_urls")),
    path("admin/", admin_site.urls),
]

handler400 = answer_unhandled
handler403 = answer_unhandled
handler404 = problems.not_found
handler500 = answer_unhandled
