"""Patterns that say what a text is after, by language."""
