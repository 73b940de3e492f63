"""Putting a problem into 311: the city's form, the copy card, and the numbers that staff type."""
