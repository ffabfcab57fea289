"""The operations desk of a digital media agency: agents propose, people decide, a clock delivers, numbers come back."""

__version__ = "0.1.0"
