"""The hours and the budget of each month, by channel and person."""
