"""Django's PostgreSQL backend, made for a database that can be away."""
