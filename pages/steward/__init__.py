"""Pages of the data steward."""
