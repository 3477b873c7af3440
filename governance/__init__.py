"""The ground: people, purposes, consent, keys, the log. Knows no other app."""
