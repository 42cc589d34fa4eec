"""Every REST call and every socket command has a limit, and docs/configuration.md shows it."""

from django.conf import settings
from django.core.management import call_command

from chat.wire.commands import COMMANDS
from config.schema.operations import operations


def test_every_call_has_a_limit():
    calls = {operation.name for operation in operations()}
    assert calls == set(settings.CALL_LIMITS)
    spent = settings.CALL_LIMITS | settings.SPENT_BY_SERVICES
    assert [call for call in sorted(calls) if not spent[call]] == []


def test_every_command_has_a_limit():
    assert set(COMMANDS) == set(settings.COMMAND_LIMITS)


def test_every_limit_is_a_setting_and_every_setting_is_used():
    in_calls = {name for names in (settings.CALL_LIMITS | settings.SPENT_BY_SERVICES).values() for name in names}
    others = {*settings.OTHER_CALL_LIMITS, *settings.LARGE_BODY_LIMITS}
    used = in_calls | set(settings.COMMAND_LIMITS.values()) | others
    known = {name.removeprefix("LIMIT_").lower() for name in dir(settings) if name.startswith("LIMIT_")}
    assert used == known - {"wrong_codes_alerts"}
    assert set(settings.LIMITS_COUNTED_BY) <= used
    assert used >= settings.LIMITS_CLOSED_WITHOUT_REDIS


def test_limits_are_counted_by_what_the_path_has():
    for call, names in settings.CALL_LIMITS.items():
        for name in names:
            for counted_by in settings.LIMITS_COUNTED_BY.get(name, ("account",)):
                assert counted_by in {"account", "address"} or f"{{{counted_by}}}" in call


def test_open_calls_are_counted_by_address():
    for operation in operations():
        if operation.is_open:
            for name in settings.CALL_LIMITS[operation.name]:
                assert "account" not in settings.LIMITS_COUNTED_BY.get(name, ("account",))


def test_the_table_of_limits_is_current():
    call_command("limits", check=True)
