"""What the networks of the Graph interface have in common: Facebook, Instagram and Threads."""
