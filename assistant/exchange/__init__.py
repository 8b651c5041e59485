"""Foreign formats: files that schedulers and calendars import, and findings for editors and code review."""
