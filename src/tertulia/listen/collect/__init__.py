"""Reads the sources, again and again: scheduling, politeness, gaps, what happens to a page on its way to the store."""
