"""What the log makes happen to search documents."""

from events.models import Delivery
from events.registry import SLOW, consumer
from search.kinds import DOCUMENTS_STALE
from search.services.rebuilding import catch_up, want_catching_up


@consumer("search.catch_up", kinds=[DOCUMENTS_STALE.name], queue=SLOW, seconds=60)
def write_documents(delivery: Delivery) -> None:
    """Write a batch of documents whose company changed, and ask for the next."""
    if catch_up():
        want_catching_up()
