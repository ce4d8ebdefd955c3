"""All models of the slice, where Django looks for them."""

from __future__ import annotations
