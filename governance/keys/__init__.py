"""Keys: made, used, destroyed. Their tables lie in the key store, a database of its own."""
