"""The city: GeoReport v2 wire formats, reading and submitting."""
