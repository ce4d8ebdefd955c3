"""What is listened to: channels of ours, sources that are read, and whom or what they follow."""
