"""What is praised and what is punished, in sentences."""

from __future__ import annotations

from tertulia.i18n import Text
from tertulia.listen.before_speaking.finding import Found
from tertulia.listen.before_speaking.sentences import Sentence, chances, of_effect
from tertulia.listen.before_speaking.words import POSTS_WITH
from tertulia.listen.explorer import labels
from tertulia.understand.conversation.api import Effect


def effect_sentence(effect: Effect) -> Sentence:
    """What is praised or punished, in a sentence."""
    what = POSTS_WITH[effect.mark]
    more = effect.difference.gap.value > 0
    told = {
        ("reactions", True): Text("{what} get more reactions.", what=what),
        ("reactions", False): Text("{what} get fewer reactions.", what=what),
        ("negative", True): Text("{what} draw more negative answers.", what=what),
        ("negative", False): Text("{what} draw fewer negative answers.", what=what),
        ("positive", True): Text("{what} draw more positive answers.", what=what),
        ("positive", False): Text("{what} draw fewer positive answers.", what=what),
    }
    text = str(told[effect.outcome, more])
    tone = "positive" if effect.praised else "negative"
    return Sentence(text, of_effect(effect), chances(effect), effect.showing, effect.mark, tone)


def praised(found: Found) -> list[Sentence]:
    """What surely gets more, or better answers."""
    told = [effect_sentence(effect) for effect in found.told.taken.sure if effect.praised]
    return [*told, *_carried(found)]


def punished(found: Found) -> list[Sentence]:
    """What surely gets less, or worse answers."""
    return [effect_sentence(effect) for effect in found.told.taken.sure if not effect.praised]


def _carried(found: Found) -> list[Sentence]:
    return [
        Sentence(
            str(
                Text("Posts about “{topic}” are among those with most reactions.", topic=topic.subject.label)
            ),
            str(Text("{people} in the upper third", people=labels.people(topic.people))),
            showing=topic.showing,
            tone="positive",
        )
        for topic in found.carried
    ]
