"""Tests the masks: plants invented names, numbers and secrets, and counts how many stay."""
