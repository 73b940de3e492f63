"""Macros: choosing one, making and changing them, and their keys."""
