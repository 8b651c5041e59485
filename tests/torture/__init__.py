"""The fault campaign: `make torture`. Seeded and bounded; not collected with the fast tests."""
