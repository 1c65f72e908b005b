"""Forms that talk to REST from the browser, so that the session cookie stays out of reach of any script."""

import reflex as rx

from app.web.components.jsx import ICONS, script


class ApiForm(rx.Component):
    """Fields, sent as JSON to an address below /api/v1; errors appear under their fields.

    `tells_place` adds the browser's language and region.
    """

    library = script("forms.jsx")
    tag = "ApiForm"
    lib_dependencies: list[str] = [ICONS]

    action: rx.Var[str]
    fields: rx.Var[list[dict[str, str]]]
    submit: rx.Var[str]
    tells_place: rx.Var[bool]


class LogIn(rx.Component):
    """Password, second factor, and the offer to keep an account that was given up."""

    library = script("login.jsx")
    tag = "LogIn"
    lib_dependencies: list[str] = [ICONS]


class ResetPassword(rx.Component):
    """Asks for a link, or for the new password of who came by one."""

    library = script("mailed.jsx")
    tag = "ResetPassword"
    lib_dependencies: list[str] = [ICONS]


class VerifyAddress(rx.Component):
    """Tells what came of a mailed link."""

    library = script("mailed.jsx")
    tag = "VerifyAddress"
    lib_dependencies: list[str] = [ICONS]


class BecomeCreator(rx.Component):
    """One button that makes a viewer a creator."""

    library = script("account.jsx")
    tag = "BecomeCreator"


api_form = ApiForm.create
become_creator = BecomeCreator.create
log_in_form = LogIn.create
reset_password = ResetPassword.create
verify_address = VerifyAddress.create
