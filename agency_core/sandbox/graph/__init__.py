"""What the simulators of the Graph interface have in common: Facebook, Instagram and Threads."""
