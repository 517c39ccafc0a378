"""What `./dev` runs: one standard-library package that needs nothing installed."""
