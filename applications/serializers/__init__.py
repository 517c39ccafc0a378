"""The shapes of applications."""
