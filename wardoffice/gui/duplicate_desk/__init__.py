"""The duplicate desk: pairs of problems that may be one, one pair after the other, by three keys."""
