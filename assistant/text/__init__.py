"""Reading a post: tokens, sentences, facts, and how platforms count."""
