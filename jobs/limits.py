"""How often jobs may be flagged: a flag costs a moderator more than it costs a bot.

Kept in PostgreSQL. Addresses are kept as keyed digests: the counters name nobody.
"""

from uuid import UUID

from accounts.secrets import address_digest
from kernel.limits import Limit, require

DAY = 24 * 60 * 60

FLAGS_BY = Limit("flags-by", quota=20, seconds=DAY, durable=True)
FLAGS_FROM = Limit("flags-from", quota=60, seconds=DAY, durable=True)


def count_flag(*, by: UUID, address: str) -> None:
    """Count one flag of an account and of where it comes from, or refuse it.

    A flag that is refused later is given back with its transaction.
    """
    require(FLAGS_BY, str(by))
    require(FLAGS_FROM, address_digest(address).hex())
