"""The demonstration: an invented company whose data passes through the real pipeline."""
