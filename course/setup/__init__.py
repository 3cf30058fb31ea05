"""Makes the environment that everything else runs in, and says what is in order."""
