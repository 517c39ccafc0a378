"""The doors to applications over HTTP."""
