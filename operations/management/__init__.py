"""Commands of Sayso."""
