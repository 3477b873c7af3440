"""From episode to release: sealed episodes, resting, the only way out."""
