"""Policy packs: what a jurisdiction asks for, as data."""
