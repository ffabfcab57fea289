"""Accounts: the profiles we act for, whether each login is healthy, and how to connect more."""

from agency_core.ui import context, kit
from agency_core.ui.accounts.account_row import ACCOUNT, account_detail
from agency_core.ui.accounts.connecting import CONNECT, connecting
from agency_core.ui.accounts.found import came_back
from agency_core.ui.accounts.platform_card import platform_card
from agency_core.ui.panels.drawer import drawer

client = context.client()
desk, actor = context.agency(), context.actor()
reach = sorted(desk.accounts.reach(actor, client_id=client.id), key=lambda one: not one.can_publish)
able = sum(one.can_publish for one in reach)
waiting = "" if able == len(reach) else " The rest waits."
kit.header("Accounts", f"{kit.plain(client.name)} can publish on {able} of {len(reach)} platforms today.{waiting}")
came_back()
facts = {one.key.value: one for one in desk.accounts.connectors()}
health = desk.accounts.health(actor, client_id=client.id)
found = desk.accounts.list(actor, client_id=client.id)
for one in reach:
    with kit.problems(one.label):
        own = {each: health[each.id] for each in found if each.platform == one.platform and each.id in health}
        platform_card(client, one, facts.get(one.platform), own)
if kit.param(CONNECT) in facts:
    drawer(CONNECT, "Connect an account", lambda platform: connecting(client, facts[platform]), icon=":material/link:")
elif kit.param(ACCOUNT) in health:
    chosen = next(each for each in found if each.id == kit.param(ACCOUNT))
    drawer(ACCOUNT, "Account", lambda _: account_detail(chosen, health[chosen.id]), icon=":material/tune:")
