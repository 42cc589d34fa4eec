"""The URLs of people, below /api/v1/."""

from django.urls import path

from accounts.views.address_book import BlocksView, BlockView, ContactsView, ContactView
from accounts.views.devices import DevicesView, DeviceView
from accounts.views.people import MeView, PeopleView, PersonView, PrivacyView
from accounts.views.signing_in import LogoutView, OtpView, RefreshView, VerifyView

urlpatterns = [
    path("auth/otp", OtpView.as_view()),
    path("auth/verify", VerifyView.as_view()),
    path("auth/refresh", RefreshView.as_view()),
    path("auth/logout", LogoutView.as_view()),
    path("devices", DevicesView.as_view()),
    path("devices/<id:device_id>", DeviceView.as_view()),
    path("users", PeopleView.as_view()),
    path("users/me", MeView.as_view()),
    path("users/me/privacy", PrivacyView.as_view()),
    path("users/<id:user_id>", PersonView.as_view()),
    path("blocks", BlocksView.as_view()),
    path("blocks/<id:user_id>", BlockView.as_view()),
    path("contacts", ContactsView.as_view()),
    path("contacts/<id:user_id>", ContactView.as_view()),
]
