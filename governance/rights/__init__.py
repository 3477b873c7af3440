"""Requests of a person about their rights: a state machine, its terms, its letters."""
