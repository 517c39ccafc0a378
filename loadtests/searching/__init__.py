"""What `./dev bench search` is made of: queries, a client, and what is compared."""
