"""The words for tasks, labels and languages, as people read them."""

from __future__ import annotations

from tertulia.i18n import Text

TASKS = {
    "sentiment": Text("Sentiment"),
    "emotion": Text("Emotion"),
    "offensive": Text("Offensive language"),
    "irony": Text("Irony"),
    "acts": Text("Questions, suggestions and requests"),
}
LIMITS = {
    "sentiment": Text(
        "It reads the words, not what is meant: irony, quoted words and news of misfortunes mislead it. It "
        "says what the post feels like, not what it thinks of your brand."
    ),
    "emotion": Text(
        "People who label emotions agree only in part, and so does it. Anger and disgust are often taken for "
        "one another."
    ),
    "offensive": Text(
        "It learned from comments on influencers: insults of other countries or trades may escape it, and "
        "coarse words among friends look like offences. It must not decide about anyone by itself."
    ),
    "irony": Text(
        "Much irony cannot be seen in the words alone. Take it as a hint to read the post, not as a finding."
    ),
    "acts": Text(
        "It adds to what the patterns for intents find in English; "
        "requests were rare in what it learned from."
    ),
}
LABELS = {
    "negative": Text("negative"),
    "neutral": Text("neutral"),
    "positive": Text("positive"),
    "anger": Text("anger"),
    "disgust": Text("disgust"),
    "fear": Text("fear"),
    "joy": Text("joy"),
    "sadness": Text("sadness"),
    "surprise": Text("surprise"),
    "none": Text("not offensive"),
    "mild": Text("coarse words"),
    "person": Text("at a person"),
    "group": Text("at a group"),
    "irony": Text("ironic"),
    "question": Text("question"),
    "suggestion": Text("suggestion"),
    "request": Text("request"),
}
LANGUAGES = {
    "es": Text("Spanish"),
    "en": Text("English"),
    "pt": Text("Portuguese"),
    "fr": Text("French"),
    "it": Text("Italian"),
    "de": Text("German"),
}
