"""Small questions, answered by keyboard: Enter takes, Esc leaves everything as it was."""
