"""The shapes of jobs."""
