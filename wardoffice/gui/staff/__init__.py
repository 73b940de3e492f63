"""Who works here, and who may see a restricted problem."""
