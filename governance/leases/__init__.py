"""Leases: the signed permission of a minute."""
