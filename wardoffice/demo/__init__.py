"""The practice ward: a made-up city on loopback, its residents, and what they send."""
