"""The doors to search over HTTP."""
