"""The map: cases where they are, drawn without the network."""
