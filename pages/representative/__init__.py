"""Pages of the employee representative."""
