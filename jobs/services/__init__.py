"""The use-cases of jobs: one function each."""
