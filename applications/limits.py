"""How often one account applies and writes: nobody reads hundreds of them a day.

Kept in PostgreSQL; a count that is refused later is given back with its transaction.
"""

from kernel.limits import Limit

DAY = 24 * 60 * 60

APPLICATIONS_BY = Limit("applications-by", quota=200, seconds=DAY, durable=True)
MESSAGES_BY = Limit("messages-by", quota=500, seconds=DAY, durable=True)
