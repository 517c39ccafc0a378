"""What each kind of report counts: SQL in, rows out, and nothing done."""
