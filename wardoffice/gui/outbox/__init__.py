"""The outbox: what waits, what is being sent, and what needs a person."""
