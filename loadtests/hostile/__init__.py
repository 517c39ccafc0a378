"""Hostile input: a corpus of atoms, the places they may go, and who sends them."""
