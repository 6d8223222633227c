/**
 * The steps that must happen wholly or not at all, as Lua scripts: Redis runs one at a time. Each can be sent again when its
 * answer was lost. Keys below the root: `waiting` (sorted set of plans by arrival; those that have begun before lie below
 * zero), `running` and `ends` (hashes by job: plan, expected end), `turns` (hash: ticket -> job and run), `of-user` and
 * `of-community` (hashes of waiting jobs), `open:BOT` (sorted set of jobs whose end is not delivered), `made:USER` (sorted
 * set of a person's jobs), `runs` (stream of past runs), `workers` (sorted set), `version` (counts changes of what runs), `job:ID` (hash). Channels: `news:ID`, `line`, `stop`.
 *
 * They compute key names from the root, so one server (with replicas), not a cluster.
 */
import { createHash } from 'node:crypto';

export interface Script {
  lua: string;
  sha: string;
}

/** Placed before each script. Scores of jobs that have begun: ms since the epoch less 1e15, which is the year 33658. */
const COMMON = `
local root = KEYS[1]
local call = redis.call
local function key(name, id)
  if id then return root .. ':' .. name .. ':' .. id end
  return root .. ':' .. name
end
local function count(name, field, by)
  if call('HINCRBY', key(name), field, by) <= 0 then call('HDEL', key(name), field) end
end
local function enter(id, score)
  local job = call('HMGET', key('job', id), 'plan', 'user', 'community')
  call('ZADD', key('waiting'), score, job[1])
  count('of-user', job[2], 1)
  count('of-community', job[3], 1)
end
local function leave(id)
  local job = call('HMGET', key('job', id), 'plan', 'user', 'community')
  if not job[1] or call('ZREM', key('waiting'), job[1]) == 0 then return false end
  count('of-user', job[2], -1)
  count('of-community', job[3], -1)
  return true
end
local function changed()
  call('PUBLISH', key('line'), '')
end
local function tell(id, frame)
  local numbered = call('HINCRBY', key('job', id), 'news', 1) .. '\\n' .. frame
  call('PUBLISH', key('news', id), numbered)
  return numbered
end
local function stopRunning(id)
  local ticket = call('HGET', key('job', id), 'ticket')
  if ticket then call('HDEL', key('turns'), ticket) end
  call('HDEL', key('running'), id)
  call('HDEL', key('ends'), id)
  call('HDEL', key('job', id), 'run', 'ticket')
  call('INCR', key('version'))
end
local function goBack(id)
  stopRunning(id)
  call('HSET', key('job', id), 'state', 'waiting')
  enter(id, call('HGET', key('job', id), 'startedAt') - 1e15)
  changed()
end
-- The last thing that happens to a job: 'ttl' in seconds.
local function finish(id, state, field, value, frame, now, ttl)
  local job = key('job', id)
  call('HSET', job, 'state', state, 'finishedAt', now)
  if field ~= '' then call('HSET', job, field, value) end
  call('HDEL', job, 'last', 'checkpoint', 'cancel', 'run')
  tell(id, frame)
  call('EXPIRE', job, ttl)
  changed()
end
local CANCELLED = '{"type":"cancelled"}'
`;

function script(lua: string): Script {
  const whole = COMMON + lua;
  return { lua: whole, sha: createHash('sha1').update(whole).digest('hex') };
}

/** id, most in all, most of the user, most of the community, fields and values of the job's hash... -> 'ok' or the limit. */
export const SUBMIT = script(`
local id = ARGV[1]
if call('EXISTS', key('job', id)) == 1 then return 'ok' end
local job = {}
for i = 5, #ARGV, 2 do job[ARGV[i]] = ARGV[i + 1] end
local function full(name, field, most) return tonumber(call('HGET', key(name), field) or 0) >= tonumber(most) end
if call('ZCARD', key('waiting')) >= tonumber(ARGV[2]) then return 'queue' end
if full('of-user', job.user, ARGV[3]) then return 'user' end
if full('of-community', job.community, ARGV[4]) then return 'community' end
local number = call('INCR', key('arrivals'))
call('HSET', key('job', id), unpack(ARGV, 5))
call('ZADD', key('open', job.bot), number, id)
enter(id, number)
changed()
return 'ok'`);

/** id, ttl, fields and values...: a job that is done at once. */
export const RECORD = script(`
local id = ARGV[1]
call('HSET', key('job', id), unpack(ARGV, 3))
call('EXPIRE', key('job', id), ARGV[2])
call('ZADD', key('open', call('HGET', key('job', id), 'bot')), call('INCR', key('arrivals')), id)`);

/**
 * id of the last past run that is known, age at which a worker counts as gone (ms) -> version, waiting (plan, score, ...),
 * running (plan, ...), ends (id, ms, ...), past runs, workers.
 */
export const SITUATION = script(`
local time = call('TIME')
call('ZREMRANGEBYSCORE', key('workers'), '-inf', time[1] * 1000 - ARGV[2])
return {
  call('GET', key('version')) or '0',
  call('ZRANGE', key('waiting'), 0, -1, 'WITHSCORES'),
  call('HVALS', key('running')),
  call('HGETALL', key('ends')),
  call('XRANGE', key('runs'), ARGV[1], '+'),
  call('ZRANGE', key('workers'), 0, -1),
}`);

/** ticket, run, id, version, now, running entry -> whether the job is this run's. */
export const TAKE = script(`
local ticket, run, id = ARGV[1], ARGV[2], ARGV[3]
local job = key('job', id)
if call('HGET', job, 'run') == run then return 1 end
if (call('GET', key('version')) or '0') ~= ARGV[4] or not leave(id) then return 0 end
call('HSET', job, 'state', 'running', 'startedAt', ARGV[5], 'run', run, 'ticket', ticket)
call('HINCRBY', job, 'attempts', 1)
call('HDEL', job, 'last')
call('HSET', key('turns'), ticket, id .. ' ' .. run)
call('HSET', key('running'), id, ARGV[6])
call('INCR', key('version'))
changed()
return 1`);

/**
 * ticket, its turn ('' is any), most deaths, now, ttl, error: the worker that had the turn has died. Its job goes back in
 * line, or has ended for good when that was once too often. -> the checkpoint that nobody needs any more.
 */
export const ABANDON = script(`
local turn = call('HGET', key('turns'), ARGV[1])
if not turn or (ARGV[2] ~= '' and ARGV[2] ~= turn) then return '' end
local id = string.match(turn, '^%S+')
local job = key('job', id)
local deaths = call('HINCRBY', job, 'deaths', 1)
local checkpoint = call('HGET', job, 'checkpoint') or ''
if call('HGET', job, 'cancel') then
  stopRunning(id)
  finish(id, 'cancelled', '', '', CANCELLED, ARGV[4], ARGV[5])
  return checkpoint
elseif deaths >= tonumber(ARGV[3]) then
  stopRunning(id)
  finish(id, 'failed', 'error', ARGV[6], '{"type":"failed","error":' .. ARGV[6] .. '}', ARGV[4], ARGV[5])
  return checkpoint
end
goBack(id)
return ''`);

/** id: a run that was given up for dead was not. */
export const ABSOLVE = script(`
local job = key('job', ARGV[1])
if tonumber(call('HGET', job, 'deaths') or 0) > 0 then call('HINCRBY', job, 'deaths', -1) end`);

/** id, run, expected end (ms since the epoch, or ''), frame -> 'ok', 'cancel' when it shall stop, 'lost' when it has been replaced. */
export const NEWS = script(`
local id = ARGV[1]
local job = call('HMGET', key('job', id), 'run', 'cancel')
if job[1] ~= ARGV[2] then return 'lost' end
if job[2] then return 'cancel' end
if ARGV[3] ~= '' then call('HSET', key('ends'), id, ARGV[3]) end
call('HSET', key('job', id), 'last', tell(id, ARGV[4]))
return 'ok'`);

/** id, run, checkpoint -> the one that nobody needs any more, or ''. */
export const CHECKPOINT = script(`
local job = key('job', ARGV[1])
if call('HGET', job, 'run') ~= ARGV[2] then return ARGV[3] end
local previous = call('HGET', job, 'checkpoint')
call('HSET', job, 'checkpoint', ARGV[3])
call('HDEL', job, 'deaths')
return previous ~= ARGV[3] and previous or ''`);

/**
 * id, run, past run, now, ttl, frame, state, field, value, key of the result -> the checkpoint that nobody needs any more. A
 * job whose cancellation was promised ends as that.
 */
export const END = script(`
local id, state, field = ARGV[1], ARGV[7], ARGV[8]
local job = key('job', id)
if call('HGET', job, 'run') ~= ARGV[2] then return '' end
local checkpoint = call('HGET', job, 'checkpoint') or ''
local frame = ARGV[6]
if call('HGET', job, 'cancel') then state, field, frame = 'cancelled', '', CANCELLED end
stopRunning(id)
call('XADD', key('runs'), 'MAXLEN', '~', 1000, '*', 'run', ARGV[3])
if state == 'done' then call('SET', key('result', ARGV[10]), ARGV[9], 'EX', ARGV[5]) end
finish(id, state, field, ARGV[9], frame, ARGV[4], ARGV[5])
return checkpoint`);

/** id, run, past run, now, ttl: a run that was stopped in order -> the checkpoint that nobody needs any more. */
export const GIVE_BACK = script(`
local id = ARGV[1]
local job = call('HMGET', key('job', id), 'run', 'cancel', 'checkpoint')
if job[1] ~= ARGV[2] then return '' end
call('XADD', key('runs'), 'MAXLEN', '~', 1000, '*', 'run', ARGV[3])
if not job[2] then
  goBack(id)
  return ''
end
stopRunning(id)
finish(id, 'cancelled', '', '', CANCELLED, ARGV[4], ARGV[5])
return job[3] or ''`);

/** id, now, ttl -> 'ended', 'asked' or 'late'. */
export const CANCEL = script(`
local id = ARGV[1]
local state = call('HGET', key('job', id), 'state')
if leave(id) then
  finish(id, 'cancelled', '', '', CANCELLED, ARGV[2], ARGV[3])
  return 'ended'
elseif state == 'running' then
  call('HSET', key('job', id), 'cancel', 1)
  call('PUBLISH', key('stop'), id)
  return 'asked'
end
return 'late'`);

/** id, encoded job -> 1, or 0 when it is no job that has failed or was cancelled. */
export const RETRY = script(`
local id = ARGV[1]
local job = key('job', id)
local state = call('HGET', job, 'state')
if state ~= 'failed' and state ~= 'cancelled' then return 0 end
call('HDEL', job, 'startedAt', 'finishedAt', 'error', 'deaths')
call('HSET', job, 'state', 'waiting', 'attempts', 0, 'job', ARGV[2])
call('PERSIST', job)
local number = call('INCR', key('arrivals'))
call('ZADD', key('open', call('HGET', job, 'bot')), number, id)
enter(id, number)
changed()
return 1`);

/** worker: it lives, by the server's clock. */
export const ALIVE = script(`
local time = call('TIME')
call('ZADD', key('workers'), time[1] * 1000, ARGV[1])`);
