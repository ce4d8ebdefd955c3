"""What people need: posts that ask the same, in whatever words and in either language."""
