-- The run can be resumed from here: earlier deaths do not count any more.
-- ARGV: root, id, run, key of the checkpoint
-- -> the checkpoint that nobody needs any more, or ''
local fields = call('HMGET', job, 'run', 'state', 'checkpoint')
if fields[1] ~= ARGV[3] or fields[2] ~= 'running' then return ARGV[4] end
call('HSET', job, 'checkpoint', ARGV[4])
call('HDEL', job, 'deaths')
return fields[3] and fields[3] ~= ARGV[4] and fields[3] or ''
