"""Who gets in where: one table of every address, and one runner that tries each as everybody.

Each app names its addresses in a file of its own here, `tests/access/<app>.py`:

    def person(world: World) -> dict[str, object]:
        return {"pk": make_stakeholder(world.project).pk}

    ROWS = {
        "stakeholders:list": Row(Perm.STAKEHOLDER_VIEW),
        "stakeholders:edit": Row(Perm.STAKEHOLDER_EDIT, post=302, args=person, data=lambda _: {"name": "A"}),
        "stakeholders:archive": Row(Perm.STAKEHOLDER_EDIT, get=None, post=302, args=person),
        "stakeholders:personal": Row(LINK, args=personal_token),
    }

`table.Row` says what each part means. An address without a row fails `test_every_address_has_a_row`.
"""
