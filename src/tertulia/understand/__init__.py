"""What was understood of a post: language, sentiment, emotion, offence, irony, intents, with probabilities.

`api.read` is the door for the other slices, `classify` for notebooks, `train` rebuilds the models.
"""
