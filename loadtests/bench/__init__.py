"""Scripts that `./dev bench NAME` runs, each against a board of its own."""
