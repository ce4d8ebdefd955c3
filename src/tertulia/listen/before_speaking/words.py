"""The rules of a conversation in plain sentences."""

from __future__ import annotations

from tertulia.i18n import Text

# What posts with a mark are called.
POSTS_WITH = {
    "tu": Text("Posts that say «tú»"),
    "usted": Text("Posts that say «usted»"),
    "vosotros": Text("Posts that say «vosotros»"),
    "ustedes": Text("Posts that say «ustedes»"),
    "contractions": Text("Posts with contractions"),
    "slang": Text("Posts with colloquial words"),
    "formal": Text("Posts with formal words"),
    "greeting": Text("Posts that greet"),
    "thanks": Text("Posts that give thanks"),
    "humour": Text("Posts with laughter or jokes"),
    "irony": Text("Ironic posts"),
    "emoji": Text("Posts with emoji"),
    "capitals": Text("Posts in capital letters"),
    "hashtag": Text("Posts with hashtags"),
    "link": Text("Posts with a link"),
    "media": Text("Posts with images or video"),
    "coarse": Text("Posts with coarse or offensive words"),
    "long": Text("Long posts (200 characters or more)"),
    "question": Text("Questions"),
    "complaint": Text("Complaints"),
    "praise": Text("Posts that praise"),
    "suggestion": Text("Suggestions and recommendations"),
    "naming": Text("Posts that name somebody (@)"),
    "answering": Text("Answers"),
}
# What people do, by how usual it is. "common" and "sometimes" may share a sentence.
CUSTOMS: dict[str, dict[str, Text]] = {
    "greeting": {
        "usual": Text("People greet before they speak: greet too."),
        "common": Text("Many greet before they speak."),
        "sometimes": Text("Some greet; most go straight to the point."),
        "rare": Text("Hardly anybody greets: people go straight to the point."),
    },
    "thanks": {
        "usual": Text("People thank one another: not to give thanks would be noticed."),
        "common": Text("Many give thanks."),
        "sometimes": Text("Some give thanks."),
        "rare": Text("Thanks are rare here."),
    },
    "slang": {
        "usual": Text("People talk as among friends, with colloquial words."),
        "common": Text("Colloquial words are common."),
        "sometimes": Text("Colloquial words turn up now and then."),
        "rare": Text("Colloquial words are rare."),
    },
    "contractions": {
        "usual": Text("In English people write as they speak, with contractions."),
        "common": Text("In English contractions are common."),
        "sometimes": Text("In English contractions turn up now and then."),
        "rare": Text("In English people write without contractions: the tone is formal."),
    },
    "humour": {
        "usual": Text("People laugh and joke: humour belongs here."),
        "common": Text("Laughter and jokes are common."),
        "sometimes": Text("A joke turns up now and then."),
        "rare": Text("Laughter and jokes are rare."),
    },
    "irony": {
        "usual": Text("Irony is the rule: do not take everything at its word."),
        "common": Text("Irony is common: do not take everything at its word."),
        "sometimes": Text("Irony turns up now and then."),
        "rare": Text("Irony is rare, as far as it can be read."),
    },
    "coarse": {
        "usual": Text("The tone is rough: coarse or offensive words are the rule."),
        "common": Text("The tone is rough: coarse or offensive words are common."),
        "sometimes": Text("Coarse or offensive words turn up now and then."),
        "rare": Text("People keep their manners: coarse words are rare."),
    },
    "emoji": {
        "usual": Text("Most posts carry emoji."),
        "common": Text("Emoji are common."),
        "sometimes": Text("Emoji turn up now and then."),
        "rare": Text("Emoji are rare: do without."),
    },
    "capitals": {
        "usual": Text("Most posts shout in capital letters."),
        "common": Text("Posts in capital letters are common."),
        "sometimes": Text("Some shout in capital letters."),
        "rare": Text("Nobody writes in capital letters: it would be shouting."),
    },
    "hashtag": {
        "usual": Text("Most posts carry a hashtag."),
        "common": Text("Hashtags are common."),
        "sometimes": Text("Hashtags turn up now and then."),
        "rare": Text("Hashtags are rare: do without."),
    },
    "link": {
        "usual": Text("Most posts carry a link."),
        "common": Text("Links are common."),
        "sometimes": Text("Links turn up now and then."),
        "rare": Text("Links are rare: say it in the post itself."),
    },
    "media": {
        "usual": Text("Most posts carry images or video."),
        "common": Text("Images and video are common."),
        "sometimes": Text("Images and video turn up now and then."),
        "rare": Text("People speak in words: images and video are rare."),
    },
}
ADDRESS_USUAL = {
    "tu": Text("Say «tú»: most of those who address somebody do."),
    "usted": Text("Say «usted»: most of those who address somebody do."),
    "vosotros": Text("Say «vosotros»: most of those who address somebody do."),
    "ustedes": Text("Say «ustedes»: most of those who address somebody do."),
}
ADDRESS_MIXED = Text("There is no one way to address people: {forms}.")
FORMS = {"tu": "tú", "usted": "usted", "vosotros": "vosotros", "ustedes": "ustedes"}
# What the links rule says, by what came of posts with them.
LINKS = {
    "praised": Text("Links are welcome: posts with one get more reactions."),
    "punished": Text("Links are not welcome: posts with one get fewer reactions."),
    "praised by others": Text("Posts with a link get more reactions; but it is other people who write them."),
    "punished by others": Text(
        "Posts with a link get fewer reactions; but it is other people who write them."
    ),
    "unsure": Text("It is not sure whether links help or harm."),
    "same": Text("Links neither help nor harm: posts with one get about the same reactions."),
    "unknown": Text("Too few posts to tell whether links are welcome."),
}
HOW = {
    "ours": Text("ours"),
    "competitor": Text("a competitor’s, as you said"),
    "followed": Text("followed as a brand’s or competitor’s"),
    "name": Text("its name says so"),
    "speech": Text("it answers people as a service does"),
}
WELCOME = {
    "welcome": Text("Organisations are welcome: they fare better than people."),
    "as anyone": Text("Organisations fare about as people do."),
    "mixed": Text("Organisations are received with mixed feelings: better in one respect, worse in another."),
    "unwelcome": Text("Organisations are not well received: they fare worse than people."),
    "unknown": Text("Too few posts to tell whether organisations are welcome."),
    "absent": Text("No organisation has spoken here, as far as can be told."),
}
PULSE = {
    "alive": Text("It is alive: the last post is of {day}."),
    "slowing": Text("It is growing quiet: the last post is of {day}."),
    "over": Text("It seems to be over: the last post is of {day}."),
    "unknown": Text("The last post is of {day}: too few to tell whether it is alive."),
}
VOICES = {
    "few": Text("A few voices carry it: {half} of {people} wrote half of the posts."),
    "between": Text("It is carried neither by few nor by all: {half} of {people} wrote half of the posts."),
    "many": Text("Many voices carry it: {half} of {people} wrote half of the posts."),
    "unknown": Text("Too few people to tell whether a few lead: {people}."),
}
