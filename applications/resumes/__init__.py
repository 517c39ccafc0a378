"""Résumés as files: what one is, whether it is harmless, and the words in it.

What opens a file (`child` and all that it imports) knows nothing of Django: it runs in
a process of its own, which has no settings, no secrets and no way out.
"""
