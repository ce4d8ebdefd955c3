"""What is usual in a conversation that one is about to join, and how it takes what is said in it."""
