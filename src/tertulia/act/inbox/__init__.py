"""The inbox: what people say to us, as conversations that the team answers."""
