-- Placed before every script. Redis runs one script at a time, wholly or not at all.
--
-- KEYS: the queue's own keys, and for a script about one job the keys of that job (`QUEUE_KEYS` and `JOB_KEYS` in scripts.ts).
--   waiting       sorted set: plan of a job -> order of arrival; below zero once it has begun, so that it resumes first
--   reserved      sorted set: plan of a job whose message is not posted yet -> ms since the epoch
--   running       hash: job -> plan and start
--   ends          hash: job -> expected end, ms since the epoch
--   turns         hash: ticket -> "JOB RUN"
--   of-user       hash: user -> jobs that wait or are reserved; of-community: the same by community
--   ended         sorted set: job -> end, ms since the epoch
--   runs          stream of past runs; workers: sorted set; version: counts changes of what runs; arrivals: a counter
--   job           hash; open: sorted set of the bot's jobs whose end is not delivered
--   member-active sorted set of a member's jobs in one community that wait or run; member-day: those of the last 24 hours
-- ARGV[1]: what the names of channels begin with. ARGV[2]: the job's id, in a script about one job.
local call = redis.call
local waiting, reserved, running, ends, turns = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local ofUser, ofCommunity, ended, runs, workers = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local version, arrivals = KEYS[11], KEYS[12]
local job, open, memberActive, memberDay = KEYS[13], KEYS[14], KEYS[15], KEYS[16]
local root, id = ARGV[1], ARGV[2]
local CANCELLED = '{"type":"cancelled"}'

-- The line has changed: processes that announce places read it again.
local function changed()
  call('PUBLISH', root .. ':line', '')
end

local function add(counters, field, by)
  if call('HINCRBY', counters, field, by) <= 0 then call('HDEL', counters, field) end
end

local function joinLine(score)
  local fields = call('HMGET', job, 'plan', 'user', 'community')
  call('ZADD', waiting, score, fields[1])
  add(ofUser, fields[2], 1)
  add(ofCommunity, fields[3], 1)
end

-- -> whether the job was in line.
local function leaveLine()
  local fields = call('HMGET', job, 'plan', 'user', 'community')
  if not fields[1] or call('ZREM', waiting, fields[1]) == 0 then return false end
  add(ofUser, fields[2], -1)
  add(ofCommunity, fields[3], -1)
  return true
end

-- Numbers the event and tells it to the job's subscribers -> the numbered event.
local function publish(event)
  local numbered = call('HINCRBY', job, 'news', 1) .. '\n' .. event
  call('PUBLISH', root .. ':news:' .. id, numbered)
  return numbered
end

local function stopRunning()
  local ticket = call('HGET', job, 'ticket')
  if ticket then call('HDEL', turns, ticket) end
  call('HDEL', running, id)
  call('HDEL', ends, id)
  call('HDEL', job, 'run', 'ticket', 'hasBegun')
  call('INCR', version)
end

-- A job that has begun is 1e15 ms (the year 33658) before every arrival, in the order of the starts.
local function goBack()
  stopRunning()
  call('HSET', job, 'state', 'waiting')
  joinLine(call('HGET', job, 'startedAt') - 1e15)
  changed()
end

-- The last thing that happens to a job. `field` and `value`: what it ends with, or ''. `ttl` in s.
local function finish(state, field, value, event, now, ttl)
  call('HSET', job, 'state', state, 'finishedAt', now)
  if field ~= '' then call('HSET', job, field, value) end
  call('HDEL', job, 'last')
  call('ZREM', memberActive, id)
  if state == 'failed' then call('ZREM', memberDay, id) end
  call('ZADD', ended, now, id)
  call('ZREMRANGEBYSCORE', ended, '-inf', now - ttl * 1000)
  publish(event)
  call('EXPIRE', job, ttl)
  changed()
end

-- -> the checkpoint that nobody needs any more, or ''.
local function dropCheckpoint()
  local checkpoint = call('HGET', job, 'checkpoint') or ''
  call('HDEL', job, 'checkpoint')
  return checkpoint
end
