"""Which jobs come first: a query cut into classes, each of which the index serves."""
