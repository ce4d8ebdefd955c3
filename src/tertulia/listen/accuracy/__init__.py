"""How good the readings are on the workspace's own posts, by people's word on a sample of them."""
