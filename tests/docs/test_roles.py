"""The table of roles in the documentation is the one that services ask."""

from pathlib import Path

from agency_core.domain.permission import MAY, NOUN_LABELS, ROLE_MEANS, Role, Verb, may
from agency_core.domain.scope import NOUNS
from agency_core.ui.people.permission_table import said

PAGE = Path(__file__).parents[2] / "docs" / "roles.md"


def test_the_documented_table_is_the_one_that_is_asked():
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    heading, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert heading[1:] == [role.value.replace("_", " ") for role in Role]
    assert rows == [[label, *(said(role, noun) for role in Role)] for noun, label in NOUN_LABELS.items()]


def test_every_noun_has_a_label_and_every_role_a_meaning():
    assert (set(NOUN_LABELS), set(ROLE_MEANS), set(MAY)) == (set(NOUNS), set(Role), set(Role))


def test_who_may_change_or_decide_may_look():
    blind = [
        (role, verb, noun) for role in Role for noun in NOUN_LABELS for verb in Verb
        if may(role, verb, noun) and not may(role, Verb.VIEW, noun)
    ]
    assert blind == []


def test_only_owners_run_the_agency_and_reviewers_see_what_is_theirs():
    assert {role for role in Role for noun in NOUN_LABELS if may(role, Verb.ADMIN, noun)} == {Role.OWNER}
    assert {noun for noun in NOUN_LABELS if may(Role.CLIENT_REVIEWER, Verb.VIEW, noun)} == {
        "approval", "client", "content", "medium",
    }
    assert {noun for noun in NOUN_LABELS if may(Role.EDITOR, Verb.DECIDE, noun)} == set()
