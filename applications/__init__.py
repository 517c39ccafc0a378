"""Applying, the hiring pipeline, résumés and messages."""
