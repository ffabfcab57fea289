"""Parts of Review: the queue, what differs between platforms, what an approval will do, and the decision."""
