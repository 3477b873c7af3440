"""Deletion from every holding: begun with the act, carried through by a worker."""
