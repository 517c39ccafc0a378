"""Telling a connection that died under a query from a server that is not there."""

import psycopg
from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

_ENDED_BY_THE_SERVER = {"57P01", "57P02"}


class NoAnswer(psycopg.OperationalError):
    """We have waited for the server as long as we do; asking again would not help."""


def was_cut_off(error: BaseException) -> bool:
    """Tell whether a query failed only because its connection was cut under it.

    A restarting server does that to whoever is talking to it, and is back when they
    ask on another connection.
    """
    cause = error.__cause__
    if not isinstance(error, (OperationalError, InterfaceError)) or cause is None:
        return False
    if isinstance(cause, (NoAnswer, PoolTimeout)):
        return False
    state = getattr(cause, "sqlstate", None)
    return state is None or state in _ENDED_BY_THE_SERVER
