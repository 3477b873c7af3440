"""What pages of several roles say about a request: its state, its term, its end."""
