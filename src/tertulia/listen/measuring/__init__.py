"""How good a search is: people's labels on sampled posts, precision, what it misses, what would mend it."""
