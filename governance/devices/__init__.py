"""Computers that may record: enrolled both ways, revoked at once."""
