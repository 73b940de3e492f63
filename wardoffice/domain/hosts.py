"""Names of hosts."""

import ipaddress


def is_this_machine(host: str) -> bool:
    """Whether a host's name or address stands for the machine that asks: what is told there leaves it not."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
