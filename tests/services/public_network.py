"""A fake network as it is in public: captions are fixed when a container is made, and posts are seen late."""

from dataclasses import replace
from datetime import timedelta

from agency_core.domain.publishing import Outcome, Phase, PublishState, Verdict
from tests.fakes import FakeNetwork

LOOK = timedelta(seconds=20)


class Public(FakeNetwork):
    """A network that publishes the caption its container was made with, shows posts late, and reports each to `seen`."""

    def begin(self, seen, clock):
        self.seen, self.clock, self.shown_from = seen, clock, {}
        self.delay, self.works_on = timedelta(0), 0

    def step(self, state: PublishState, shaped, ctx):
        if "taken" in state.handles:
            return self._looked(state)
        if state.phase is Phase.COMMIT_SENT:
            before = set(self.posts)
            prepared = PublishState.from_json({**state.to_json(), "handles": {}})
            words = type(shaped)(shaped.content_type, state.handles["caption"], shaped.title, shaped.link, shaped.media)
            try:
                return self._taken(state, super().step(prepared, replace(words, parent=shaped.parent), ctx))
            finally:
                for post in set(self.posts) - before:
                    self.shown_from[post] = self.clock.now() + self.delay
                    self.seen(self.key, self.posts[post][1])
        if state.phase is Phase.MEDIA_PROCESSING:
            self.polls = max(self.polls, 1)
        after = super().step(state, shaped, ctx)
        return after if state.phase is not Phase.NEW else after.at(after.phase, caption=shaped.text)

    def _taken(self, before, after):
        """Confirmed, unless this network works on what it took; then the next looks say so."""
        if not self.works_on:
            return after
        self.works_on -= 1
        return replace(before.at(Phase.COMMIT_SENT, taken=after.external_id), not_before=self.clock.now() + LOOK)

    def _looked(self, state):
        if self.works_on:
            self.works_on -= 1
            return replace(state, not_before=self.clock.now() + LOOK)
        return state.confirmed(state.handles["taken"], f"https://fake.example/{state.handles['taken']}")

    def reconcile(self, state, shaped, ctx):
        now = self.clock.now()
        for post, (author, text) in self.posts.items():
            if author == ctx.account.external_id and text == shaped.text and self.shown_from[post] <= now:
                return Outcome(Verdict.PUBLISHED if self.readable else Verdict.UNKNOWN, post, f"https://fake.example/{post}")
        hidden, self.posts = self.posts, {}
        try:
            return super().reconcile(state, shaped, ctx)
        finally:
            self.posts = hidden
