"""The queue: a store of drafts, the balance, the slots, the plan."""
