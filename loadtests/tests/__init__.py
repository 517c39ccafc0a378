"""What of the load test can be tested without any load."""
