"""Triggers: what love and hate gather around, and what makes a peak. Pure: no Django."""
