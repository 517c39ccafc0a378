"""The doors to jobs over HTTP."""
