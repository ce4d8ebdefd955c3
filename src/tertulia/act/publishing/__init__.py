"""Publishing: at most once, never silently not at all."""
