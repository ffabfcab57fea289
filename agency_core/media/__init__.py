"""Pictures and videos: drawn title cards, what a file is, and copies that fit what a platform takes."""
