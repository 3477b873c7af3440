"""What the agent must ask of a desktop: windows, focus, elements, lock, keys; one file each."""
