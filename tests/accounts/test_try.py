async def test_try(new_person, web):
    alice = await new_person("alice")
    r = await alice.rest_at(web[1]).get("/users/me")
    assert r.json()["name"]=="alice"
