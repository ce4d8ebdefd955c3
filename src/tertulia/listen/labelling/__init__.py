"""What the pages share on which a person labels posts one after the other with the keyboard."""
