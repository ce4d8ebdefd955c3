"""The version, alone, so that any part may know it."""

__version__ = "0.1.0"
