"""What moderators see of jobs at /admin/: the queue, flags, and imports.

Everything is read-only. What changes a row is an action that calls the service the API
calls, so no rule, event or mail is passed by.
"""

from jobs.admin import flags, imports, jobs

__all__ = ["flags", "imports", "jobs"]
