"""The jobs of the office, one module each."""
