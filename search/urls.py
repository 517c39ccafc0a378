"""Where search is served under /api/v1/."""

from django.urls import path

from search.views.conventions import PayConventions
from search.views.search import SearchJobs
from search.views.similar import SimilarJobs
from search.views.suggest import Suggest

urlpatterns = [
    path("search/jobs/", SearchJobs.as_view(), name="search-jobs"),
    path("search/suggest/", Suggest.as_view(), name="search-suggest"),
    path("search/pay-conventions/", PayConventions.as_view(), name="pay-conventions"),
    path("jobs/<id:job_id>/similar/", SimilarJobs.as_view(), name="similar-jobs"),
]
