"""The 311 and mail check: the books of what came in."""
