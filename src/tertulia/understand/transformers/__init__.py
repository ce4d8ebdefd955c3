"""Reading posts with transformer models, where a team has chosen one: slower by far, and often better."""
