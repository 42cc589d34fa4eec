"""The Lua scripts of presence in Redis. They use sorted sets, never counters, and only the clock of Redis.

An entry is one connection: `<user id>:<connection id>`. An expired entry counts until a process pops it.
KEYS[1]: entries by expiry. KEYS[2]: the same entries by name, so that a person's entries can be found.
KEYS[3]: people who set themselves offline, by expiry.
KEYS[4]: people who went offline, by the time they were last seen. They stay here for two lifetimes, so that nobody is
shown as offline without that time before the database has it.
COMMON is put before each of the other scripts.
"""

# All keys have one hash tag, because in a cluster the keys of a script must be on one node.
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

-- Removes an entry that was last renewed at that moment. Returns true if the person was online and has no entry left.
local function ended(entry, moment)
  if redis.call('ZREM', KEYS[1], entry) == 0 then return false end
  redis.call('ZREM', KEYS[2], entry)
  local person = person_of(entry)
  if #entries(person) > 0 or redis.call('ZREM', KEYS[3], person) == 1 then return false end
  went(person, moment)
  return true
end
"""

# Arguments: lifetime, then pairs of an entry and whether its process knows that the person set themselves offline (a
# Redis that comes back empty has forgotten that). Returns the entries that were missing, the people who came online,
# and the people who set themselves offline.
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

# Arguments: entries. Returns pairs of a person who went offline and the moment.
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

# Arguments: lifetime, how many entries to pop. Returns how many were popped, and pairs of a person who went offline and
# the moment of their last renewal.
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
-- Only when no expired entry is left: until then the entries of these people, which expired with them, need this set.
if #popped / 2 < tonumber(ARGV[2]) then redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now) end
-- Two lifetimes, because one has already passed when an entry expires.
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - 2 * ARGV[1])
return {#popped / 2, gone}
"""

# Arguments: person, "online" or "offline", lifetime, the entry that stands for a person without a socket. Returns
# whether the person's status changed, and the moment.
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

# Arguments: people. Returns for each person 1 if online, 0 if not, or the moment they were last seen.
PRESENCE_OF = """
local found = {}
for i, person in ipairs(ARGV) do
  local online = connected(person) and not holds(KEYS[3], person)
  found[i] = online and 1 or tonumber(redis.call('ZSCORE', KEYS[4], person) or 0)
end
return found
"""
