"""What each person keeps for their own desk: lists by name, keys, columns, drafts, and the palette."""
