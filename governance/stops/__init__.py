"""Stop all: capture, storing and reading halt at once, with a reason."""
