"""The use-cases of accounts: one function each."""
