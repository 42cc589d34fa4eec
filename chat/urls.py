"""Chat's part of /api/v1."""

from django.urls import path

from chat import views

urlpatterns = [
    path("conversations", views.ConversationsView.as_view()),
    path("conversations/<uuid:conversation_id>", views.ConversationView.as_view()),
    path("conversations/<uuid:conversation_id>/messages", views.MessagesOfConversationView.as_view()),
    path("conversations/<uuid:conversation_id>/changes", views.ChangesView.as_view()),
    path("messages", views.MessagesView.as_view()),
]
