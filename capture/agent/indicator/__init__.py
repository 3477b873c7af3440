"""The visible sign: a process of its own, always on top, that says for whom Sayso records."""
