"""Commands of Sayso, a file each."""
