"""What every page knows about the body."""
