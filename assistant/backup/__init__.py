"""The user's home as one file, and back."""
