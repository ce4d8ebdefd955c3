"""The calendar: content to publish and people to attend to, with when and for what."""
