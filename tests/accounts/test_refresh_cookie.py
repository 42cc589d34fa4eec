"""The cookie of a browser's refresh token, with the name that it has in production."""

from django.http import HttpResponse
from django.test import override_settings

from accounts.refresh_cookie import clear_cookie, set_cookie
from tests.accounts.test_settings import GATEWAY, PRODUCTION, printed

NAMES = "[settings.REFRESH_COOKIE_NAME, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME]"


def test_in_production_no_other_host_of_the_domain_can_set_the_cookies(tmp_path):
    names = "['__Host-parley_refresh', '__Host-sessionid', '__Host-csrftoken']"
    assert printed(tmp_path, PRODUCTION | GATEWAY, NAMES) == names


@override_settings(REFRESH_COOKIE_NAME="__Host-parley_refresh")
def test_a_cookie_with_the_prefix_has_what_browsers_demand_of_it():
    answer = HttpResponse()
    for change in (lambda: set_cookie(answer, "token"), lambda: clear_cookie(answer)):
        change()
        cookie = answer.cookies["__Host-parley_refresh"]
        assert (cookie["path"], cookie["secure"], cookie["domain"]) == ("/", True, "")
