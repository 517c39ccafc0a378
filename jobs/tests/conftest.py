from accounts.tests.conftest import mailbox

__all__ = ["mailbox"]
