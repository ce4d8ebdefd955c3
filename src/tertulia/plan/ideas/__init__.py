"""Ideas for what to say: from needs, posts, the team, people's own content and feeds."""
