"""How long data stays: rules, and the nightly work that carries them out."""
