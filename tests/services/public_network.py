"""A fake network as it is in public: captions are fixed when a container is made, and posts are seen late."""

from datetime import timedelta

from agency_core.domain.publishing import Outcome, Phase, PublishState, Verdict
from tests.fakes import FakeNetwork


class Public(FakeNetwork):
    """A network that publishes the caption its container was made with, shows posts late, and reports each to `seen`."""

    def begin(self, seen, clock):
        self.seen, self.clock, self.shown_from = seen, clock, {}
        self.delay = timedelta(0)

    def step(self, state: PublishState, shaped, ctx):
        if state.phase is Phase.COMMIT_SENT:
            before = set(self.posts)
            prepared = PublishState.from_json({**state.to_json(), "handles": {}})
            words = type(shaped)(shaped.content_type, state.handles["caption"], shaped.title, shaped.link, shaped.media)
            try:
                return super().step(prepared, words, ctx)
            finally:
                for post in set(self.posts) - before:
                    self.shown_from[post] = self.clock.now() + self.delay
                    self.seen(self.key, self.posts[post][1])
        if state.phase is Phase.MEDIA_PROCESSING:
            self.polls = max(self.polls, 1)
        after = super().step(state, shaped, ctx)
        return after if state.phase is not Phase.NEW else after.at(after.phase, caption=shaped.text)

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
