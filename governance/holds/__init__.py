"""Legal holds: what may not be lost yet, sealed so that no one party here can read it."""
