"""Pages of the purpose owner."""
