"""Dead letters: items of files and of networks that could not become posts."""
