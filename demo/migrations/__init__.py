"""The one table of the demonstration: its mark."""
