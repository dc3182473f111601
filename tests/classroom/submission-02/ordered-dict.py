"""I did not know where to begin."""
