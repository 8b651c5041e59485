"""What past posts, customers and figures say: audit, wants, profile, engagement, ideas and the report."""
