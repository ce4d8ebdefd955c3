"""Every request that leaves this machine: one guarded client (invariant 5)."""
