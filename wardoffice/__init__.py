"""Ward Office: gathers a ward's service requests and helps staff keep their word to every resident."""
