"""What allauth's forms ask and answer, in our words."""

from typing import NamedTuple


class FieldWords(NamedTuple):
    label: str
    missing: str
    hint: str | None = None


ADDRESS = FieldWords("E-mail address", "Enter your e-mail address")
CODE_HINT = "Capitals, spaces and the dash do not matter."
STRENGTH_HINT = (
    "At least 10 characters. Three words that have nothing to do with each other "
    "are easy to remember and hard to guess."
)

FIELDS = {
    "login": ADDRESS,
    "email": ADDRESS,
    "password": FieldWords("Password", "Enter your password"),
    "oldpassword": FieldWords("Password now", "Enter the password that you have now"),
    "password1": FieldWords("New password", "Enter a new password", STRENGTH_HINT),
    "code": FieldWords("Code", "Enter the code", CODE_HINT),
    "name": FieldWords(
        "Name of the key",
        "Enter a name",
        "So that you can tell it from another, such as: work phone.",
    ),
    "passwordless": FieldWords(
        "Use it instead of the password",
        "",
        "The device then asks for your fingerprint, your face or its own PIN.",
    ),
}
INVALID_ADDRESS = "Enter an e-mail address with an @ sign"

ACCOUNT_ERRORS = {
    "account_inactive": "This account is closed. Write to us if that is a mistake",
    "duplicate_email": "This address is already yours",
    "email_password_mismatch": (
        "The address or the password is not right. Check both, or have a code sent"
    ),
    "email_taken": "Enter an address that no other account uses",
    "enter_current_password": "Enter the password that you have now",
    "incorrect_code": "That code is not right. Check it, or ask for a new one",
    "incorrect_password": "That password is not right",
    "invalid_or_expired_key": "This link has been used or is too old. Ask for another",
    "invalid_login": "Enter an e-mail address with an @ sign",
    "invalid_password_reset": "This link has been used or is too old. Ask for another",
    "too_many_login_attempts": "That was too many tries. Wait a few minutes",
    "same_as_current": "Enter an address other than the one you have",
    "rate_limited": "That was too many requests. Wait a few minutes",
}
SECOND_STEP_ERRORS = {
    "cannot_delete_authenticator": (
        "Your account needs a second step. Set up another before removing this one"
    ),
    "cannot_generate_recovery_codes": (
        "Set up an app or a key first: recovery codes stand in for one"
    ),
    "incorrect_code": "That code is not right. Wait for the next one and try it",
    "unverified_email": "Confirm your e-mail address first",
}
