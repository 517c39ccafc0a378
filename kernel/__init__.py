"""What every app stands on: problems, strict input, cursors, limits, logs."""
