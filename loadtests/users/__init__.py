"""The people of a load test: who they are, what they do, what they expect to hear."""
