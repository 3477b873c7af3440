"""Answering for what is done: figures that name nobody, and signs of pressure."""
