"""Sending problems on to departments: what goes on the left, the mail as it will leave on the right."""
