"""Reads social media drafts, tells promotion from value, and keeps a page at 80/20."""

__version__ = "0.1.0"
