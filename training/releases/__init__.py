"""Releases: fixed data sets for a purpose, with links to those whose data is in them."""
