"""Drawings of panels, made on the server: one SVG serves the screen, print and the file, without a script."""
