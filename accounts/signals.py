"""What apps above must do in the same transaction, received in their `receivers.py`."""

from django.dispatch import Signal

account_erased = Signal()
"""Sent with `user`, before the row goes: delete or blank what is kept of the person."""
