"""One module a command; its docstring is its help."""
