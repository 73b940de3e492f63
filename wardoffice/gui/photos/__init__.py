"""Photos looked at closely: edited as a copy, compared, taken out of the window."""
