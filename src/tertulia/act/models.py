"""All models of the slice, where Django looks for them."""

from __future__ import annotations

from tertulia.act.approvals.models import Approval, ApprovalDemand, ApprovalRule, ApprovalVote
from tertulia.act.conduct.models import Passed, Relationship, RuleSeverity, Told
from tertulia.act.inbox.models import (
    Conversation,
    ConversationEvent,
    ConversationNote,
    ConversationPost,
    ConversationSeen,
    InboxPosition,
    ReplyDraft,
    SavedReply,
    SavedReplyUse,
)
from tertulia.act.publishing.models import ByHand, Moment, Pause, Publication, Reacted
from tertulia.act.thanks.models import Debt

__all__ = [
    "Approval",
    "ApprovalDemand",
    "ApprovalRule",
    "ApprovalVote",
    "ByHand",
    "Conversation",
    "ConversationEvent",
    "ConversationNote",
    "ConversationPost",
    "ConversationSeen",
    "Debt",
    "InboxPosition",
    "Moment",
    "Passed",
    "Pause",
    "Publication",
    "Reacted",
    "Relationship",
    "ReplyDraft",
    "RuleSeverity",
    "SavedReply",
    "SavedReplyUse",
    "Told",
]
