def summaries(page) -> list[str]:
    return [one.value.replace("\\", "") for one in page.markdown if "badge" in one.value]


def test_no_alert_of_a_severity_offers_to_clear_the_filter(client, open_page):
    page = open_page("alerts", alerts_severity="info")
    assert ":gray[:material/filter_alt_off: No alerts fit this filter.]" in [one.value for one in page.markdown]


def test_alerts_come_worst_first(firing, open_page):
    page = open_page("alerts")
    levels = [text.split("-badge", 1)[0].removeprefix(":") for text in summaries(page)]
    assert levels == sorted(levels, key=["red", "orange", "blue"].index)
    assert any("Stella failed 4 times in a row." in text for text in summaries(page))


def test_acknowledging_says_who_and_when(firing, agency, owner, open_page):
    page = open_page("alerts")
    page.button(key=f"ack_{firing.id}").click().run()
    assert not page.exception
    assert [one.acknowledged_by for one in agency.watch.list(owner).items if one.id == firing.id] == [owner.label]
    assert any("Acknowledged by you 10:00, now" in one.value.replace("\\", "") for one in page.caption)
    assert f"ack_{firing.id}" not in [one.key for one in page.button]


def test_the_drawer_explains_the_rule(firing, agency, open_page):
    page = open_page("alerts", alert=firing.id)
    assert not page.exception
    rule = next(one for one in agency.watch.rules() if one.name == firing.rule)
    shown = page.table[0].value.to_string().replace("\\", "")
    assert rule.label in shown


def test_an_old_alert_says_so(client, open_page):
    page = open_page("alerts", alert="gone")
    assert "This alert is older than what is kept." in [one.value for one in page.caption]


def test_every_rule_is_listed_with_its_meaning(client, agency, open_page):
    table = open_page("alerts").dataframe[0].value
    assert list(table["Rule"]) == [rule.label for rule in agency.watch.rules()]
    assert all(table["What it means"])


def test_resolved_alerts_are_a_filter_away(firing, open_page):
    page = open_page("alerts", alerts_state="resolved")
    assert not summaries(page)
    assert ":gray[:material/check_circle: No alert has been resolved yet.]" in [one.value for one in page.markdown]
