"""The shapes of reports and of their schedules."""
