"""The messages of booking: one function for each, posted in the verb's transaction."""
