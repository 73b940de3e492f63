"""Wards, addresses, distances."""
