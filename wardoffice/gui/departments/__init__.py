"""Departments: the list of them, what they owe an answer about, and what is sent to them."""
