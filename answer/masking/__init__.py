"""Personal data in what customers write → a text without it, and the way back."""
