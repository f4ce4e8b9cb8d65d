"""Launches: the call centre is the first to know, and is staffed for it."""
