"""The use-cases of applications: one function each."""
