"""Chat's part of /api/v1."""

from django.urls import path

from chat.edge.sync_consumer import SyncRoute
from chat.views import conversations, messages

CONVERSATION = "conversations/<id:conversation_id>"
MESSAGE = "messages/<id:message_id>"

urlpatterns = [
    path("sync", SyncRoute.as_view()),
    path("conversations", conversations.ConversationsView.as_view()),
    path(CONVERSATION, conversations.ConversationView.as_view()),
    path(f"{CONVERSATION}/messages", conversations.MessagesOfConversationView.as_view()),
    path(f"{CONVERSATION}/changes", conversations.ChangesView.as_view()),
    path(f"{CONVERSATION}/draft", conversations.DraftView.as_view()),
    path(f"{CONVERSATION}/read", conversations.WatermarkView.as_view(what="read")),
    path(f"{CONVERSATION}/delivered", conversations.WatermarkView.as_view(what="delivered")),
    path(f"{CONVERSATION}/pins", conversations.PinsView.as_view()),
    path("messages", messages.MessagesView.as_view()),
    path(MESSAGE, messages.MessageView.as_view()),
    path(f"{MESSAGE}/reactions", messages.ReactionsView.as_view()),
    path(f"{MESSAGE}/reactions/<str:emoji>", messages.ReactionView.as_view()),
    path(f"{MESSAGE}/pin", messages.PinView.as_view()),
    path(f"{MESSAGE}/votes", messages.VotesView.as_view()),
    path(f"{MESSAGE}/close_poll", messages.ClosePollView.as_view()),
    path(f"{MESSAGE}/receipts", messages.ReceiptsView.as_view()),
    path(f"{MESSAGE}/forward", messages.ForwardView.as_view()),
]
