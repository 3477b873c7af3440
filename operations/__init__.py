"""How Sayso is installed, started, watched and asked for its health."""
