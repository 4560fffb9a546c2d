"""What the knowledge base says of itself: gaps, health, coverage. Above the desk, never below."""
