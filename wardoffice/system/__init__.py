"""What the machine offers: keyring, folders, locks, disk space, worker processes."""
