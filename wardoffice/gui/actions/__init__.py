"""What each key and button does to problems: one module a group of actions."""
