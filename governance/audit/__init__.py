"""The log: written with the act, insert-only, an open part and a closed part."""
