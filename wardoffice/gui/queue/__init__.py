"""The queue: what waits for somebody, safety first."""
