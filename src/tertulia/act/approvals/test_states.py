"""Whatever happens to an approval, in whatever order: only others' words, for this very text, in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.act.approvals import states
from tertulia.act.approvals.states import Demand, State, Vote

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
PEOPLE = st.integers(1, 5)
DEMANDS = st.lists(
    st.builds(Demand, st.sampled_from(["any", "all"]), st.frozensets(PEOPLE, max_size=4)), max_size=3
)
VOTES = st.lists(st.builds(Vote, PEOPLE, st.booleans()), max_size=6, unique_by=lambda vote: vote.person)


@given(PEOPLE, DEMANDS, VOTES)
def test_the_asker_decides_nothing(asker, demands, votes):
    without = [vote for vote in votes if vote.person != asker]
    assert states.judged(asker, demands, votes) == states.judged(asker, demands, without)


@given(PEOPLE, DEMANDS, VOTES)
def test_people_who_were_not_asked_decide_nothing(asker, demands, votes):
    asked = frozenset().union(*(demand.people for demand in demands))
    theirs = [vote for vote in votes if vote.person in asked]
    assert states.judged(asker, demands, votes) == states.judged(asker, demands, theirs)


@given(PEOPLE, DEMANDS, VOTES)
def test_approved_means_that_each_demand_was_met_by_others(asker, demands, votes):
    if states.judged(asker, demands, votes) != State.APPROVED:
        return
    granters = {vote.person for vote in votes if vote.granted} - {asker}
    assert demands
    for demand in demands:
        needed = demand.people - {asker}
        assert needed & granters
        assert demand.mode == "any" or needed <= granters


@given(PEOPLE, DEMANDS, VOTES, st.randoms())
def test_the_order_of_the_votes_does_not_matter(asker, demands, votes, random):
    shuffled = random.sample(votes, len(votes))
    assert states.judged(asker, demands, votes) == states.judged(asker, demands, shuffled)


@given(PEOPLE, DEMANDS, VOTES)
def test_one_more_grant_never_takes_an_approval_away(asker, demands, votes):
    more = [*votes, Vote(6, True)]
    if states.judged(asker, demands, votes) == State.APPROVED:
        assert states.judged(asker, demands, more) == State.APPROVED


@pytest.mark.parametrize("state", list(State))
@given(late=st.integers(-3, 3), has_due=st.booleans(), same=st.booleans())
def test_time_and_text_lead_where_they_must(state, late, has_due, same):
    due = NOW - timedelta(minutes=late) if has_due else None
    found = states.at(state, due, NOW, same_text=same)
    if state in states.STANDING and not same:
        assert found == State.VOID
    elif state == State.WAITING and has_due and late >= 0:
        assert found == State.EXPIRED
    else:
        assert found == state
    assert states.at(found, due, NOW, same_text=same) == found


@given(st.text(), st.text())
def test_texts_that_read_otherwise_have_other_fingerprints(one, other):
    import unicodedata

    def plain(text: str) -> str:
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()

    assert (states.fingerprint(one) == states.fingerprint(other)) == (plain(one) == plain(other))
