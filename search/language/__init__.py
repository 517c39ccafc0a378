"""The language of search: what words are, what a query says, what a text shows."""
