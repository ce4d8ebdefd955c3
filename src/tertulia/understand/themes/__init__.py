"""Themes: what posts are about, found in the posts themselves and followed over weeks. Pure: no Django."""
