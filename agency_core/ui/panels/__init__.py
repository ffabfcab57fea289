"""Parts of pages that are more than one component: they read views, draw them, and offer what can be done with them."""
