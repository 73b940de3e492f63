"""The screen of incidents: who calls, what to say, what stands under it, one update to all."""
