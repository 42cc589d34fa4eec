"""What REST views keep of a request after its answer."""

from django.test import Client


def test_a_parsed_body_is_forgotten_with_the_answer():
    client = Client(headers={"host": "127.0.0.1"})
    answer = client.post("/api/v1/auth/otp", {"unknown": "x" * 1000}, content_type="application/json")
    assert answer.status_code == 400
    request = vars(answer)["renderer_context"]["request"]
    assert not request.__dict__["_data"]
    assert not request.__dict__["_full_data"]
