"""The watchdog: a small process of its own that looks at an agency from outside and calls somebody when it is down.

It knows neither the database nor the dashboard, so that nothing that breaks the agency breaks it, too.
"""
