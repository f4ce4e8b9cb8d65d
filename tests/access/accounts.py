"""Addresses of django-allauth: what who is signed in gets, and what everybody else gets.

The members of the table's world have no password, so pages that ask for it again are refused to them (403).
"""

from tests.access.table import LIBRARY, Row, World


def page(get: tuple[int, int], post: tuple[int, int], **args: object) -> Row:
    """A row from (logged out, signed in) pairs of statuses."""

    def made(world: World) -> dict[str, object]:
        return args

    return Row(
        LIBRARY,
        get={"logged out": get[0], "signed in": get[1]},
        post={"logged out": post[0], "signed in": post[1]},
        args=made,
    )


SHOWN, LED_ON, ASKED = (200, 200), (302, 302), (302, 200)
ONLY_LOOKED_AT, NOWHERE = (405, 405), (404, 404)
KEY = {"pk": 1}
PROVIDER = {"provider_id": "oidc"}

ROWS = {
    "account_login": page((200, 302), (200, 302)),
    "account_logout": page(ASKED, LED_ON),
    "account_inactive": page(SHOWN, ONLY_LOOKED_AT),
    "account_signup": page((200, 302), (200, 302)),
    "account_reauthenticate": page((302, 403), (302, 403)),
    "account_email": page(ASKED, LED_ON),
    "account_email_verification_sent": page(SHOWN, ONLY_LOOKED_AT),
    "account_confirm_email": page(SHOWN, NOWHERE, key="x"),
    "account_change_password": page(LED_ON, LED_ON),
    "account_set_password": page(ASKED, ASKED),
    "account_reset_password": page(SHOWN, SHOWN),
    "account_reset_password_done": page(SHOWN, ONLY_LOOKED_AT),
    "account_reset_password_from_key": page(SHOWN, SHOWN, uidb36="1", key="x"),
    "account_reset_password_from_key_done": page(SHOWN, ONLY_LOOKED_AT),
    "account_confirm_login_code": page(LED_ON, LED_ON),
    "mfa_index": page(ASKED, (302, 405)),
    "mfa_authenticate": page(LED_ON, LED_ON),
    "mfa_reauthenticate": page((302, 403), (302, 403)),
    "mfa_activate_totp": page(ASKED, ASKED),
    "mfa_deactivate_totp": page((302, 404), (302, 404)),
    "mfa_view_recovery_codes": page((302, 404), (302, 405)),
    "mfa_generate_recovery_codes": page(ASKED, ASKED),
    "mfa_download_recovery_codes": page((302, 404), (302, 404)),
    "mfa_list_webauthn": page(ASKED, (302, 405)),
    "mfa_add_webauthn": page(ASKED, ASKED),
    "mfa_reauthenticate_webauthn": page((302, 403), (302, 403)),
    "mfa_remove_webauthn": page((302, 404), (302, 404), **KEY),
    "mfa_edit_webauthn": page((302, 404), (302, 404), **KEY),
    "mfa_login_webauthn": page(LED_ON, LED_ON),
    "usersessions_list": page(ASKED, LED_ON),
    "socialaccount_connections": page(ASKED, ASKED),
    "socialaccount_login_cancelled": page(SHOWN, ONLY_LOOKED_AT),
    "socialaccount_login_error": page((401, 401), ONLY_LOOKED_AT),
    "socialaccount_signup": page(LED_ON, LED_ON),
    "openid_connect_login": page(NOWHERE, NOWHERE, **PROVIDER),
    "openid_connect_callback": page(NOWHERE, NOWHERE, **PROVIDER),
}
