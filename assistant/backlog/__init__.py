"""Backlogs of any size: readers, writers, the streaming pipeline."""
