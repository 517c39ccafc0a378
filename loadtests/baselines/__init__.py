"""Boards to be measured against: a bare view, and the board of the textbooks."""
