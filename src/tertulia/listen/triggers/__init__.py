"""The page Triggers: what love and hate gather around in a selection, and what made its peaks."""
