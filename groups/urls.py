"""Groups' part of /api/v1."""

from django.urls import path

from groups import views

urlpatterns = [
    path("groups", views.GroupsView.as_view()),
    path("groups/<uuid:group_id>", views.GroupView.as_view()),
    path("groups/<uuid:group_id>/members", views.MembersView.as_view()),
    path("groups/<uuid:group_id>/members/<uuid:user_id>", views.MemberView.as_view()),
]
