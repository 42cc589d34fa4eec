"""The scripts of presence in Redis: sorted sets, never counters. Redis' clock is the only one.

An entry is one connection, `<user id>:<connection id>`. KEYS[1] holds entries by expiry; KEYS[2] the same entries by
name, so that a person's can be found; KEYS[3] people who said offline, by expiry; KEYS[4] people who went, by when they
were here last: for two lifetimes, so that nobody is seen gone without it before the database has it. What has expired
counts until somebody pops it. COMMON comes before each of the others.
"""

# One hash tag: in a cluster a script's keys must lie together.
KEYS = [f"parley:{{presence}}:{name}" for name in ("by_expiry", "by_person", "said_offline", "gone")]

COMMON = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function person_of(entry) return string.sub(entry, 1, 36) end

local function entries(person)
  return redis.call('ZRANGEBYLEX', KEYS[2], '[' .. person .. ':', '(' .. person .. ';')
end

local function holds(key, member) return redis.call('ZSCORE', key, member) and true end

local function connected(person)
  for _, entry in ipairs(entries(person)) do
    if holds(KEYS[1], entry) then return true end
  end
  return false
end

local function went(person, moment) redis.call('ZADD', KEYS[4], 'GT', moment, person) end

-- Takes an entry away, last renewed at that moment; true if the person was online till then and has none left.
local function ended(entry, moment)
  if redis.call('ZREM', KEYS[1], entry) == 0 then return false end
  redis.call('ZREM', KEYS[2], entry)
  local person = person_of(entry)
  if #entries(person) > 0 or redis.call('ZREM', KEYS[3], person) == 1 then return false end
  went(person, moment)
  return true
end
"""

# lifetime, then pairs of an entry and whether its process knows that the person said offline, which a Redis that comes
# back empty does not. Returns the entries that were not there, the people who came online, those who said offline.
RENEW = """
local expiry = now + ARGV[1]
local missing, online, silent = {}, {}, {}
for i = 2, #ARGV, 2 do
  local entry, person = ARGV[i], person_of(ARGV[i])
  local said = holds(KEYS[3], person)
  if not holds(KEYS[1], entry) then
    table.insert(missing, entry)
    if not connected(person) then
      said = said or ARGV[i + 1] == '1'
      if not said then table.insert(online, person) end
    end
    redis.call('ZADD', KEYS[2], 0, entry)
  end
  redis.call('ZADD', KEYS[1], expiry, entry)
  if said then
    redis.call('ZADD', KEYS[3], expiry, person)
    table.insert(silent, person)
  end
end
return {missing, online, silent}
"""

REMOVE = """
local gone = {}
for _, entry in ipairs(ARGV) do
  if ended(entry, now) then
    table.insert(gone, person_of(entry))
    table.insert(gone, now)
  end
end
return gone
"""

# lifetime, how many. What was seen of them last was their renewal.
POP = """
local gone = {}
local popped = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for i = 1, #popped, 2 do
  local moment = popped[i + 1] - ARGV[1]
  if ended(popped[i], moment) then
    table.insert(gone, person_of(popped[i]))
    table.insert(gone, moment)
  end
end
-- Not before the last of their people's entries, which expired with them.
if #popped / 2 < tonumber(ARGV[2]) then redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now) end
-- Two lifetimes: one has gone by when an entry expires.
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - 2 * ARGV[1])
return {#popped / 2, gone}
"""

# person, online or offline, lifetime, the entry for one without a socket. Returns whether that changed it, and when.
SAY = """
local person, expiry, said_entry = ARGV[1], now + ARGV[3], ARGV[4]
local was_online = connected(person) and not holds(KEYS[3], person)
if ARGV[2] == 'offline' then
  redis.call('ZADD', KEYS[3], expiry, person)
  redis.call('ZREM', KEYS[1], said_entry)
  redis.call('ZREM', KEYS[2], said_entry)
  if was_online then went(person, now) end
  return {was_online and 1 or 0, now}
end
redis.call('ZREM', KEYS[3], person)
if holds(KEYS[1], said_entry) or not connected(person) then
  redis.call('ZADD', KEYS[1], expiry, said_entry)
  redis.call('ZADD', KEYS[2], 0, said_entry)
end
return {was_online and 0 or 1, now}
"""

# For each person 1: online; 0: not; else: when they were here last.
PRESENCE_OF = """
local found = {}
for i, person in ipairs(ARGV) do
  local online = connected(person) and not holds(KEYS[3], person)
  found[i] = online and 1 or tonumber(redis.call('ZSCORE', KEYS[4], person) or 0)
end
return found
"""
