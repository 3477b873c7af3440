"""Pages of the staff roles."""
