"""The history of the whole office."""
