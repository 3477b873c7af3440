"""Pages that open for everybody."""
