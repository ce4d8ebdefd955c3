"""What the team wants to reach: objectives, for whom, with which message, where, and how one will know."""
