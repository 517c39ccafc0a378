"""Figures over everything, built in the background."""
