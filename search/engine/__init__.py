"""The engine: from a question to a plan, from a plan to rows."""
