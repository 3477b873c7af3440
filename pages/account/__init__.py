"""Signing in: which addresses of allauth there are, and how it behaves."""
