"""All models of the slice, where Django looks for them."""

from __future__ import annotations

from tertulia.act.approvals.models import Approval, ApprovalDemand, ApprovalRule, ApprovalVote
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
    "InboxPosition",
    "Moment",
    "Pause",
    "Publication",
    "Reacted",
    "ReplyDraft",
    "SavedReply",
    "SavedReplyUse",
]
