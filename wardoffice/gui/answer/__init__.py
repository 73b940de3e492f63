"""Writing to the people of a problem: the reply dialog, letters on paper, and the office's texts."""
