"""What messages, requests, cases, places and duplicates are: rules and ports in plain Python."""
