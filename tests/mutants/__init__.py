"""Guards that are taken out of a copy, each of which must turn a named test red."""
