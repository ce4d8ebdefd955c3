"""The words for tasks, labels and languages, as people read them."""

from __future__ import annotations

from tertulia.i18n import Text

TASKS = {
    "sentiment": Text("Sentiment"),
    "emotion": Text("Emotion"),
    "offensive": Text("Offensive language"),
    "irony": Text("Irony"),
    "intents": Text("Intents and needs reply"),
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
    "intents": Text(
        "It learned from few posts, and from few complaints and requests to organisations: there it finds "
        "less than it should, as the figures on posts to airlines, town halls and a help desk show. "
        "Rhetorical questions are often taken for questions."
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
    "request": Text("request"),
    "complaint": Text("complaint"),
    "suggestion": Text("suggestion"),
    "praise": Text("praise"),
    "seeks_recommendation": Text("seeks a recommendation"),
    "recommends": Text("recommends"),
    "thanks": Text("thanks"),
    "purchase_interest": Text("interest in buying"),
    "information": Text("information"),
    "other": Text("other"),
    "needs_reply": Text("needs reply"),
}
# The parts of cards, by the end of their set's name.
PARTS = {
    "random": Text("of these, the posts drawn at random"),
    "elsewhere": Text("posts to airlines, town halls and a help desk, from which nothing was learned"),
    "clean": Text("others of the same five sets, measured once, after all was settled"),
}
LANGUAGES = {
    "es": Text("Spanish"),
    "en": Text("English"),
    "pt": Text("Portuguese"),
    "fr": Text("French"),
    "it": Text("Italian"),
    "de": Text("German"),
}
# What people may correct, which is more than there are models.
TASKS_CORRECTED = {**TASKS, "intents": Text("Intents"), "needs_reply": Text("Needs reply")}
# The groups of languages that a lesson learns by itself.
GROUPS = {"es": Text("Spanish"), "en": Text("English"), "other": Text("other languages")}
_OF_TASK = {
    ("emotion", "none"): Text("no emotion"),
    ("needs_reply", "true"): Text("needs a reply"),
    ("needs_reply", "false"): Text("needs none"),
    ("irony", "true"): Text("ironic"),
    ("irony", "false"): Text("not ironic"),
}


def value_label(task: str, value: str) -> str:
    """What people read for a value of a task."""
    text = _OF_TASK.get((task, value)) or LABELS.get(value)
    return str(text) if text else value
