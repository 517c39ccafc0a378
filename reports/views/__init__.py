"""Doors to reports and to their schedules."""
