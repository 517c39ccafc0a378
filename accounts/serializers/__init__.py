"""The shapes of accounts."""
