"""Rewrites that invent nothing: edits as data, facts that are kept, a guard."""
