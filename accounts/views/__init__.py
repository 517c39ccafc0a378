"""The doors of accounts: parse, one call, shape."""
