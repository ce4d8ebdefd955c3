"""Reads the sources, again and again: pace, politeness, gaps, and a page's way to the store."""
