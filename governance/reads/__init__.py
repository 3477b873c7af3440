"""The door to captured data: each read names a purpose and a use."""
