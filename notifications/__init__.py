"""Deliveries that read the log: e-mail and in-app."""
