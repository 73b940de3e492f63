"""The tour: the real window, driven as a person drives it, with a picture of every screen."""
