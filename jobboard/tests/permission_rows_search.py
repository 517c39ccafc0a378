"""Who may search, and read feeds and the sitemap: everybody."""

from jobboard.tests.permission_row import EVERYBODY, Row

API = "api/v1/"
SEARCH = [
    Row("GET", f"{API}search/jobs/", EVERYBODY),
    # Everybody may ask; without a word there is nothing to complete.
    Row("GET", f"{API}search/suggest/", "400"),
    Row("GET", f"{API}search/pay-conventions/", EVERYBODY),
    Row("GET", f"{API}jobs/<id:job_id>/similar/", EVERYBODY, ids="published"),
    # What readers and crawlers look for outside of the API
    Row("GET", "feeds/jobs.rss", EVERYBODY),
    Row("GET", "feeds/jobs.atom", EVERYBODY),
    Row("GET", "feeds/jobs.xml", EVERYBODY),
    Row("GET", "sitemap.xml", EVERYBODY),
    # No id begins with what the route's own text would stand for.
    Row("GET", "sitemap-<str:prefix>.xml", "404"),
]
