"""Runs the load test without anybody looking, and judges what came of it."""
