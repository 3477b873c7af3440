"""Certificates of erasure: what one says in words, and as a paper."""
