-- Puts a job that has failed or was cancelled in line again, past the limits, and tells its bot.
-- ARGV: root, id, encoded job
-- -> 1, or 0 when it is no such job, or its engine has not stopped yet
local fields = call('HMGET', job, 'state', 'run', 'bot')
if (fields[1] ~= 'failed' and fields[1] ~= 'cancelled') or fields[2] then return 0 end
call('HDEL', job, 'startedAt', 'finishedAt', 'error', 'deaths', 'checkpoint')
call('HSET', job, 'state', 'waiting', 'attempts', 0, 'job', ARGV[3])
call('PERSIST', job)
local number = call('INCR', arrivals)
call('ZREM', ended, id)
call('ZADD', memberActive, number, id)
call('ZADD', open, number, id)
joinLine(number)
changed()
call('PUBLISH', root .. ':retried:' .. fields[3], id)
return 1
