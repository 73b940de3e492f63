"""The window: everything that knows Qt, one folder per screen."""
