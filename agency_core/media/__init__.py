"""Pictures: drawn title cards, and what is known of a picture file."""
