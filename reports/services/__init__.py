"""What happens to reports and their schedules, one function a use-case."""
